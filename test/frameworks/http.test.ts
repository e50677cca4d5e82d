import {describe, expect, test} from 'vitest';
import {startCluster} from '../support/cluster.js';
import {get, sendMany} from '../support/http.js';
import {SteadyClients} from '../support/steady-clients.js';

async function post(port: number, path: string, body: object): Promise<{status: number; body: unknown}> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify(body),
  });
  return {status: response.status, body: await response.json()};
}

describe.each(['express.cjs', 'fastify.mjs', 'koa.cjs', 'hono.mjs', 'custom-server.cjs'])('%s', app => {
  test('answers on all workers, and through reloads, kills and scaling without a client noticing', async () => {
    const cluster = await startCluster(`frameworks/${app}`);
    const port = await cluster.port();
    const pids = (await cluster.workers()).map(({pid}) => String(pid));
    const seen = new Set<string>();
    for (let i = 0; i < 8; i++) seen.add((await get(port, '/pid')).body);
    expect([...seen].sort()).toEqual([...pids].sort());

    const clients = new SteadyClients(port, {path: '/pid', connections: 10});
    await clients.waitForAnswers(2);
    await cluster.client.reload();
    await clients.waitForAnswers(2);
    await cluster.client.kill(1);
    await cluster.client.scale(3);
    await cluster.waitForReady(3);
    await clients.waitForAnswers(2);
    await cluster.client.scale(1);
    await cluster.waitUntil('one worker', ({slots}) => slots.length === 1);
    await clients.waitForAnswers(2);
    expect(await clients.stop()).toMatchObject({failed: 0, closed: 0});

    const load = sendMany(port, 300, {keepAlive: true});
    await cluster.client.reload();
    expect(await load).toEqual({answered: 300, failed: 0});
    expect(await cluster.stop()).toBe(0);
  });

  test('reads bodies, and handles its own errors', async () => {
    const cluster = await startCluster(`frameworks/${app}`, {workers: 1});
    const port = await cluster.port();
    const [worker] = await cluster.workers();
    const created = await post(port, '/items', {name: 'spoon'});
    expect(created).toEqual({status: 201, body: {name: 'spoon', by: worker!.pid}});
    const failed = await get(port, '/fail');
    expect(failed.status).toBe(500);
    expect(JSON.parse(failed.body).message).toBe('failed on purpose');
    expect((await get(port)).body).toContain('hello');
    expect((await cluster.snapshot()).total.crashes).toBe(0);
  });
});

test('express serves files', async () => {
  const cluster = await startCluster('frameworks/express.cjs', {workers: 1});
  const {status, body} = await get(await cluster.port(), '/static/frameworks/express.cjs');
  expect(status).toBe(200);
  expect(body).toContain("require('express')");
});

test('the handlers that fastify runs when it closes are run', async () => {
  const cluster = await startCluster('frameworks/fastify.mjs', {workers: 1});
  await cluster.client.reload();
  expect(cluster.logs.map(({text}) => text)).toContain('closed');
});
