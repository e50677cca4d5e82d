import {writeFileSync} from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {describe, expect, test} from 'vitest';
import {startCluster} from '../support/cluster.js';
import {get, sendMany} from '../support/http.js';
import {askUntil} from '../support/slow.js';
import {waitFor} from '../support/wait-for.js';

const REQUESTS = 10_000;

// To the agent, the others are like the first.
describe.each(['round-robin', 'shared'])('with the policy %s', policy => {
  test.each([
    ['connections that stay open', true],
    ['a new connection each', false],
  ])('the workers count exactly what a client got answered, over %s', async (_, keepAlive) => {
    const cluster = await startCluster('http.cjs', {args: ['--policy', policy]});
    const tally = await sendMany(await cluster.port(), REQUESTS, {keepAlive});
    expect(tally).toEqual({answered: REQUESTS, failed: 0});
    const {total, slots} = await cluster.waitUntil(
      'all requests',
      snapshot => snapshot.total.requests.finished >= REQUESTS,
    );
    expect(total.requests).toMatchObject({
      started: REQUESTS,
      finished: REQUESTS,
      aborted: 0,
      inFlight: 0,
      byStatusClass: [0, REQUESTS, 0, 0, 0],
    });
    const sum = slots.reduce((sum, slot) => sum + slot.worker!.requests.finished, 0);
    expect(sum).toBe(REQUESTS);
    if (!keepAlive) expect(total.connections.accepted).toBe(REQUESTS);
  });
});

test('the totals outlive the workers that counted them', async () => {
  const cluster = await startCluster('http.cjs');
  await sendMany(await cluster.port(), 300);
  await cluster.client.reload();
  const {total, slots} = await cluster.waitUntil(
    'the totals',
    snapshot => snapshot.total.requests.finished >= 300,
  );
  expect(total.requests).toMatchObject({started: 300, finished: 300, inFlight: 0});
  expect(slots.reduce((sum, slot) => sum + slot.worker!.requests.finished, 0)).toBe(0);
  await cluster.waitUntil('the totals of the slots', snapshot => {
    return snapshot.slots.reduce((sum, slot) => sum + slot.total.requests, 0) === 300;
  });
});

test('pipelined requests have times of their own', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  const socket = net.connect(await cluster.port(), '127.0.0.1');
  const request = (path: string) => socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  const file = path.join(cluster.place.directory, 'let-go');
  request(`/slow-until?file=${encodeURIComponent(file)}`);
  await cluster.waitUntil('one in flight', ({total}) => total.requests.inFlight === 1);
  request('/');
  await cluster.waitUntil('both in flight', ({total}) => total.requests.inFlight === 2);
  writeFileSync(file, '');
  socket.resume();
  const {total} = await cluster.waitUntil('both', ({total}) => total.requests.finished === 2);
  socket.destroy();
  expect(total.requests).toMatchObject({started: 2, aborted: 0, inFlight: 0});
  // Answers come in order, at the same moment: the later one has waited for less.
  const {slowestRequests} = await cluster.client.routes();
  expect(slowestRequests.map(({path}) => path)).toEqual(['/slow-until', '/']);
  expect(slowestRequests[0]!.durationMs).toBeGreaterThan(slowestRequests[1]!.durationMs);
});

test('status classes, aborted and running requests are told apart', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  const port = await cluster.port();
  for (const code of [200, 204, 302, 404, 404, 500]) await get(port, `/status?code=${code}`);
  const leaving = new AbortController();
  const request = expect(get(port, '/slow?ms=600000', {signal: leaving.signal})).rejects.toThrow();
  await cluster.waitUntil('one in flight', ({total}) => total.requests.inFlight === 1);
  leaving.abort();
  await request;
  const {total} = await cluster.waitUntil('one aborted', snapshot => snapshot.total.requests.aborted === 1);
  expect(total.requests).toMatchObject({
    started: 7,
    finished: 6,
    inFlight: 0,
    byStatusClass: [0, 2, 1, 2, 1],
  });
});

test('requests to a server that is handed its connections by another are in flight until they are answered', async () => {
  const cluster = await startCluster('handed-on.cjs', {workers: 1});
  const port = await cluster.port();
  const {answer, letGo} = askUntil(port, '/', cluster.place.directory);
  const {total} = await cluster.waitUntil('a request', ({total}) => total.requests.started === 1);
  expect(total.requests).toMatchObject({inFlight: 1, aborted: 0});
  letGo();
  await answer;
  const after = await cluster.waitUntil('its end', ({total}) => total.requests.finished === 1);
  expect(after.total.requests).toMatchObject({inFlight: 0, aborted: 0});
});

test('new connections are spread evenly in round-robin, and the fairness figure says so', async () => {
  const cluster = await startCluster('http.cjs', {workers: 4});
  const port = await cluster.port();
  for (let i = 0; i < 40; i++) await get(port);
  // A report may come between a connection and the end of its request.
  const {slots, fairness} = await cluster.waitUntil('40 connections and their requests', snapshot => {
    const sum = (what: 'connections' | 'requests') =>
      snapshot.slots.reduce((total, slot) => total + slot.lastMinute[what], 0);
    return sum('connections') === 40 && sum('requests') === 40;
  });
  expect(slots.map(slot => slot.total.connections)).toEqual([10, 10, 10, 10]);
  expect(fairness).toEqual({
    requestsLastMinute: 1,
    requestsTotal: 1,
    connectionsLastMinute: 1,
    connectionsTotal: 1,
  });
});

test('memory, CPU and event loop of a worker are told, and those of the host', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  const port = await cluster.port();
  let busy = true;
  const burn = (async () => {
    while (busy) {
      await get(port, '/block?ms=100');
      await sleep(1);
    }
  })();
  const {slots, host, master} = await cluster.waitUntil('a busy worker', snapshot => {
    const {cpuPercent, eventLoopUtilization, eventLoopDelay} = snapshot.slots[0]!.worker!;
    // On a machine that others use, too, it gets little of the CPU that it could take.
    return cpuPercent > 1 && eventLoopUtilization > 0.3 && eventLoopDelay.maxMs > 50;
  });
  busy = false;
  await burn;
  const worker = slots[0]!.worker!;
  expect(worker.rssBytes).toBeGreaterThan(20e6);
  expect(worker.heapUsedBytes).toBeLessThan(worker.heapTotalBytes);
  expect(host.cores).toBeGreaterThan(0);
  expect(host.memory.totalBytes).toBeGreaterThan(host.memory.usedBytes);
  expect(master).toMatchObject({pid: cluster.process.pid});
});

test('the past is kept, of the cluster and of each worker', async () => {
  const cluster = await startCluster('http.cjs');
  await sendMany(await cluster.port(), 500);
  await cluster.waitUntil('all requests', ({total}) => total.requests.finished === 500);
  const points = await waitFor('three points', async () => {
    const {points} = await cluster.client.history();
    return points.length >= 3 && points.some(({requestsPerSecond}) => requestsPerSecond > 0) && points;
  });
  expect(points.map(({at}) => at)).toEqual(points.map(({at}) => at).sort());
  expect(points.at(-1)).toMatchObject({rssBytes: expect.any(Number), p99Ms: expect.any(Number)});
  const one = (await cluster.client.history(2)).points;
  expect(one.at(-1)!.rssBytes).toBeGreaterThan(20e6);
  expect(one.at(-1)!.rssBytes).toBeLessThan(points.at(-1)!.rssBytes);
  await expect(cluster.client.history(9)).rejects.toMatchObject({code: 'ERR_NO_SUCH_SLOT'});
});

test('workers at rest report at the same moment, for which the master wakes up once', async () => {
  const cluster = await startCluster('http.cjs', {workers: 4});
  await cluster.waitUntil('reports that came together', ({slots}) => {
    const silent = slots.map(({worker}) => worker!.silentForMs);
    return Math.max(...silent) - Math.min(...silent) < 20;
  });
});
