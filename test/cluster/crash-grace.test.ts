import http from 'node:http';
import {expect, test} from 'vitest';
import {startCluster} from '../support/cluster.js';
import {get} from '../support/http.js';
import {askSlowly} from '../support/slow.js';
import {SteadyClients} from '../support/steady-clients.js';
import {waitFor} from '../support/wait-for.js';

const OTHERS = 50;

async function startWithRequests(args: readonly string[] = []) {
  const cluster = await startCluster('http.cjs', {workers: 1, args});
  const port = await cluster.port();
  const others = Array.from({length: OTHERS}, () => askSlowly(port, cluster.place.directory));
  const settled = Promise.allSettled(others.map(({answer}) => answer));
  await cluster.waitUntil('requests in flight', ({total}) => total.requests.inFlight === OTHERS);
  return {cluster, port, settled, letGo: others[0]!.letGo};
}

test.each(['/throw', '/throw-now'])(
  '%s: an exception in one request fails exactly that one, and at once',
  async path => {
    const {cluster, port, settled, letGo} = await startWithRequests(['--crash-grace', '1h']);
    await expect(get(port, path)).rejects.toThrow();
    letGo();
    for (const {status} of await settled) expect(status).toBe('fulfilled');
    await cluster.waitForEvent(/crashed: uncaught exception: TypeError: thrown on purpose/);
    await cluster.waitForEvent(/ended after its crash/);
    const words = cluster.messages().map(message => message.replaceAll(/\d+/g, 'N'));
    const crashAt = words.findIndex(message => message.includes('crashed'));
    // The replacement does not wait for the end.
    expect(words[crashAt + 1]).toBe('worker N (pid N) starts');
    const {total} = await cluster.waitUntil('the replacement', ({slots}) => slots[0]!.others.length === 0);
    expect(total).toMatchObject({crashes: 1, restarts: 1});
  },
);

test('a rejection that nobody handles leaves the other requests alone, too', async () => {
  const {cluster, port, settled, letGo} = await startWithRequests(['--crash-grace', '15s']);
  // Nobody knows whose it is: it ends with the worker.
  const thrown = expect(get(port, '/reject')).rejects.toThrow();
  await cluster.waitForEvent(/crashed: unhandled rejection: RangeError/);
  letGo();
  for (const {status} of await settled) expect(status).toBe('fulfilled');
  await thrown;
});

test('idle connections of the crashed worker move to its replacement', async () => {
  const cluster = await startCluster('http.cjs');
  const port = await cluster.port();
  const clients = new SteadyClients(port, {connections: 20});
  await clients.waitForAnswers(2);
  await expect(get(port, '/throw')).rejects.toThrow();
  await cluster.waitForEvent(/ended after its crash/);
  await clients.waitForAnswers(2);
  expect(await clients.stop()).toMatchObject({failed: 0, closed: 0});
});

test('without grace all that the worker was working on ends with it', async () => {
  const {cluster, port, settled} = await startWithRequests(['--crash-grace', '0s']);
  await expect(get(port, '/throw')).rejects.toThrow();
  for (const {status} of await settled) expect(status).toBe('rejected');
  await cluster.waitForEvent(/died: uncaught exception: TypeError/);
});

test('what was thrown stands on stderr, as it would without clusterview', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  await expect(get(await cluster.port(), '/throw')).rejects.toThrow();
  await cluster.waitForEvent(/crashed: uncaught exception: TypeError: thrown on purpose .* has 5000 ms/);
  await cluster.waitForEvent(/ended after its crash/);
  const stderr = cluster.logs.filter(({stream}) => stream === 'stderr').map(({text}) => text);
  expect(stderr.some(text => text.includes('TypeError: thrown on purpose'))).toBe(true);
});

test('crash after crash, the slot gives up', async () => {
  const cluster = await startCluster('http.cjs', {args: ['--restart-limit', '2']});
  const port = await cluster.port();
  for (let crash = 1; crash <= 3; crash++) {
    await expect(get(port, '/throw')).rejects.toThrow();
    await cluster.waitUntil(`crash ${crash}`, ({total}) => total.crashes === crash);
  }
  await cluster.waitForEvent(/worker \d gave up: it died 2 times/);
});

test('what an earlier request on a connection has left behind does not end a later one', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  const agent = new http.Agent({keepAlive: true, maxSockets: 1});
  const port = await cluster.port();
  expect((await get(port, '/answer-then-throw', {agent})).body).toBe('answered');
  expect((await get(port, '/slow?ms=1500', {agent})).body).toBe('slow');
  await cluster.waitForEvent(/ended after its crash/);
  agent.destroy();
});

test('each request that throws during the grace is ended at once, too', async () => {
  const {cluster, port, settled, letGo} = await startWithRequests(['--crash-grace', '1h']);
  await Promise.all([
    expect(get(port, '/throw')).rejects.toThrow(),
    expect(get(port, '/throw')).rejects.toThrow(),
    expect(get(port, '/throw-now')).rejects.toThrow(),
  ]);
  letGo();
  for (const {status} of await settled) expect(status).toBe('fulfilled');
  // Nothing is left to wait for.
  await cluster.waitForEvent(/ended after its crash/);
});

test('what a capture callback handles is no crash', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1, env: {CAPTURE: '1'}});
  const [worker] = await cluster.workers();
  const port = await cluster.port();
  const request = get(port, '/throw').catch(() => {});
  await waitFor('the callback of the app', () => cluster.logs.some(({text}) => text === 'captured'));
  expect((await get(port, '/pid')).body).toBe(String(worker!.pid));
  expect(cluster.messages().filter(message => message.includes('crashed'))).toEqual([]);
  await cluster.client.stop(true);
  await request;
});
