import {describe, expect, test} from 'vitest';
import {startCluster} from '../support/cluster.js';
import {get} from '../support/http.js';
import {SteadyClients} from '../support/steady-clients.js';
import {waitFor} from '../support/wait-for.js';

describe.each(['/disconnect', '/kill', '/process-disconnect'])('a worker that calls %s', way => {
  test.each(['round-robin', 'shared'])(
    'finishes what it has, hands over the rest and is replaced, with %s',
    async policy => {
      const cluster = await startCluster('habits.cjs', {workers: 2, args: ['--policy', policy]});
      const port = await cluster.port();
      const clients = new SteadyClients(port, {connections: 10});
      await clients.waitForAnswers(2);
      // One in flight on each.
      const slow = Array.from({length: 4}, () => get(port, '/slow?ms=2500'));
      await cluster.waitUntil('requests in flight', ({total}) => total.requests.inFlight >= 4);
      const pid = Number((await get(port, way)).body);
      await cluster.waitForEvent(new RegExp(`pid ${pid}\\) disconnects by itself`));
      for (const answer of await Promise.all(slow)) expect(answer.status).toBe(200);
      await cluster.waitForEvent(new RegExp(`pid ${pid}\\) disconnected by itself`));
      await cluster.waitForReady(2);
      await clients.waitForAnswers(2);
      expect(await clients.stop()).toMatchObject({failed: 0, closed: 0});
      const {total} = await cluster.snapshot();
      expect(total).toMatchObject({crashes: 0, restarts: 0});
      await waitFor('the event of node:cluster', () =>
        cluster.logs.some(({text}) => text === 'disconnected'),
      );
    },
  );
});

test('an app written for pm2 is told to end by a message, and has time to clean up', async () => {
  const cluster = await startCluster('habits.cjs', {workers: 1, env: {ON_MESSAGE: 'shutdown'}});
  await cluster.client.reload();
  const texts = cluster.logs.map(({text}) => text);
  expect(texts).toContain('message shutdown');
  await waitFor('the end of its cleaning up', () => cluster.logs.some(({text}) => text === 'cleaned up'));
});

test('an app that has a handler for SIGTERM gets SIGTERM, whatever messages it listens to', async () => {
  const env = {ON_MESSAGE: 'shutdown', ON_SIGTERM: '1'};
  const cluster = await startCluster('habits.cjs', {workers: 1, env});
  await cluster.client.reload();
  await waitFor('SIGTERM', () => cluster.logs.some(({text}) => text === 'got SIGTERM'));
  expect(cluster.logs.map(({text}) => text)).not.toContain('message shutdown');
});

test('an app that listens to messages and knows none of that kind still ends', async () => {
  const cluster = await startCluster('habits.cjs', {
    workers: 1,
    env: {ON_MESSAGE: 'ignore'},
    args: ['--kill-timeout', '1h'],
  });
  await cluster.client.reload();
  expect(await cluster.stop()).toBe(0);
});

test('a worker that has disconnected and lives on ends with the cluster', async () => {
  const cluster = await startCluster('odd.cjs', {workers: 1, args: ['--drain-timeout', '1h']});
  await get(await cluster.port(), '/disconnect');
  await cluster.waitForEvent(/has disconnected by itself, and lives on/);
  expect(await cluster.stop()).toBe(0);
});
