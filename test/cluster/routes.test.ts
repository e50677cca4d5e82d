import {randomUUID} from 'node:crypto';
import {once} from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import {expect, test} from 'vitest';
import {SAMPLES_PER_REPORT} from '../../source/agent/sampling.js';
import type {RouteFigures, RoutesAnswer} from '../../source/api/types.js';
import {startCluster, type TestCluster} from '../support/cluster.js';
import {get, sendAll} from '../support/http.js';
import {samplingError, wordOf} from '../support/routes.js';
import {waitFor} from '../support/wait-for.js';

/** What has arrived of so many requests at least. */
function routesOf(cluster: TestCluster, requests: number, slot?: number): Promise<RoutesAnswer> {
  let last: RoutesAnswer;
  return waitFor(
    () => `${requests} requests by route; there is ${JSON.stringify(last)}`,
    async () => {
      last = await cluster.client.routes(slot);
      return last.requests >= requests && last;
    },
  );
}

function counts(routes: readonly RouteFigures[]): Record<string, number> {
  return Object.fromEntries(routes.map(({method, path, count}) => [`${method} ${path}`, count]));
}

function repeat(times: number, path: (index: number) => string): string[] {
  return Array.from({length: times}, (_, index) => path(index));
}

test('routes are counted as they were sent, over all workers and of each, with ids folded', async () => {
  const cluster = await startCluster('http.cjs');
  const paths = [
    ...repeat(90, index => `/users/${index}?q=${index}`),
    ...repeat(60, () => `/items/${randomUUID()}`),
    ...repeat(30, index => `/status?code=${index < 10 ? 503 : 404}`),
    ...repeat(10, () => '/'),
  ];
  // All of them are looked at, even if one report has them all.
  expect(paths.length).toBeLessThan(SAMPLES_PER_REPORT);
  await sendAll(await cluster.port(), paths);
  const answer = await routesOf(cluster, paths.length);
  expect(answer).toMatchObject({requests: paths.length, sampled: false});
  expect(counts(answer.frequent)).toEqual({
    'GET /users/:id': 90,
    'GET /items/:id': 60,
    'GET /status': 30,
    'GET /': 10,
  });
  const status = answer.frequent.find(({path}) => path === '/status')!;
  expect(status).toMatchObject({errors: 10, share: 30 / paths.length});
  const users = answer.frequent[0]!;
  expect(users.p50Ms!).toBeGreaterThan(0);
  expect(users.p99Ms!).toBeGreaterThanOrEqual(users.p50Ms!);
  expect(users.maxMs).toBeGreaterThanOrEqual(users.p99Ms!);

  const each = await Promise.all([1, 2].map(slot => cluster.client.routes(slot)));
  expect(each[0]!.requests + each[1]!.requests).toBe(paths.length);
  expect(each.every(({requests}) => requests > 0)).toBe(true);
  const bySlot = each.map(({frequent}) => counts(frequent)['GET /users/:id']!);
  expect(bySlot[0]! + bySlot[1]!).toBe(90);
});

test('the slowest requests are named with their worker, status, time and start', async () => {
  const cluster = await startCluster('http.cjs');
  const port = await cluster.port();
  await sendAll(
    port,
    repeat(500, index => `/fast/${index}`),
  );
  const agent = new http.Agent({keepAlive: true, maxSockets: 1});
  const pid = Number((await get(port, '/pid', {agent})).body);
  const before = Date.now();
  // Far above whatever a busy machine makes of a fast one.
  await get(port, '/slow?ms=3000&password=secret', {agent});
  agent.destroy();
  const {slowest, slowestRequests} = await routesOf(cluster, 502);
  // The client may have its answer before the worker knows that it has been sent, but not the report.
  const after = Date.now();
  expect(slowestRequests).toHaveLength(20);
  const [first] = slowestRequests;
  const {slot} = (await cluster.snapshot()).slots.find(({worker}) => worker?.pid === pid)!;
  expect(first).toMatchObject({method: 'GET', path: '/slow', status: 200, slot, pid});
  // A timer may be early by a part of a millisecond.
  expect(first!.durationMs).toBeGreaterThanOrEqual(2999);
  expect(first!.durationMs).toBeLessThanOrEqual(after - before + 1);
  expect(first!.startedAt).toBeGreaterThanOrEqual(before - 1);
  expect(first!.startedAt + first!.durationMs).toBeLessThanOrEqual(after + 1);
  expect(slowest[0]).toMatchObject({path: '/slow', count: 1, maxMs: first!.durationMs});
});

test('beyond the limit, counts are right within the error of the sample', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  const requests = 20_000;
  const paths = repeat(requests, index => (index % 2 === 0 ? `/users/${index}` : '/items'));
  await sendAll(await cluster.port(), paths);
  // When it has counted them all, the report that says so has brought the routes, too.
  await cluster.waitUntil('all requests', ({total}) => total.requests.finished === requests);
  const {frequent, sampled} = await cluster.client.routes();
  // However they are spread over the reports, one in so many is the most.
  const oneIn = requests / SAMPLES_PER_REPORT + 1;
  const error = sampled ? samplingError(requests * oneIn + 30 * oneIn ** 2) : 0;
  const counted = counts(frequent);
  expect(Math.abs(counted['GET /users/:id']! - requests / 2)).toBeLessThanOrEqual(error);
  expect(Math.abs(counted['GET /items']! - requests / 2)).toBeLessThanOrEqual(error);
  expect(Object.keys(counted)).toHaveLength(2);
});

test('a scan of 10,000 paths does not push out the routes in use', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  const port = await cluster.port();
  const inUse = repeat(3, index => `/in-use/${wordOf(index)}`);
  await sendAll(
    port,
    repeat(100, index => inUse[index % 3]!),
  );
  await routesOf(cluster, 100);
  const scan = repeat(20_000, index => (index % 2 === 0 ? inUse[(index / 2) % 3]! : `/${wordOf(index)}.php`));
  await sendAll(port, scan);
  await cluster.waitUntil('all requests', ({total}) => total.requests.finished === 20_100);
  const {frequent, slowest} = await cluster.client.routes();
  expect(frequent.length).toBeLessThanOrEqual(20);
  expect(slowest.length).toBeLessThanOrEqual(20);
  expect(frequent[0]!.path).toBe('(other)');
  expect(
    frequent
      .slice(1, 4)
      .map(({path}) => path)
      .sort(),
  ).toEqual(inUse.sort());
  const oneIn = 20_000 / SAMPLES_PER_REPORT + 1;
  const error = samplingError(20_000 * oneIn + 30 * oneIn ** 2);
  const used = frequent.slice(1, 4).reduce((sum, {count}) => sum + count, 0);
  expect(Math.abs(used - 10_100)).toBeLessThanOrEqual(error);
});

test('what a replaced worker has served counts on, whether it went or was killed', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  const port = await cluster.port();
  const pids: number[] = [];
  const send = async (times: number) => {
    pids.push((await cluster.workers())[0]!.pid);
    await sendAll(
      port,
      repeat(times, index => `/users/${index}`),
    );
  };
  await send(100);
  await cluster.client.reload();
  await send(50);
  await routesOf(cluster, 150);
  await cluster.client.kill(1, {signal: 'SIGKILL'});
  await cluster.waitUntil('the next worker', ({slots}) => {
    const worker = slots[0]!.worker;
    return worker?.phase === 'ready' && !pids.includes(worker.pid);
  });
  await send(7);
  const answer = await routesOf(cluster, 157, 1);
  expect(counts(answer.frequent)).toEqual({'GET /users/:id': 157});
  expect(new Set(pids).size).toBe(3);
  expect(answer.slowestRequests.every(({pid}) => pids.includes(pid))).toBe(true);
});

test('behind a router of Express, the route is that of the whole path', async () => {
  const cluster = await startCluster('frameworks/express.cjs');
  const port = await cluster.port();
  expect((await get(port, '/users/1/posts/2')).body).toBe('/1/posts/2');
  await sendAll(
    port,
    repeat(40, index => `/users/${index}/posts/${index}`),
  );
  await get(port, '/fail');
  const {frequent, slowestRequests} = await routesOf(cluster, 42);
  expect(counts(frequent)).toEqual({'GET /users/:id/posts/:id': 41, 'GET /fail': 1});
  expect(frequent[1]!.errors).toBe(1);
  expect(slowestRequests.every(({path}) => /^\/(users\/\d+\/posts\/\d+|fail)$/.test(path))).toBe(true);
});

test('requests over HTTP/2 are counted by route, by streams and by the compatibility API', async () => {
  const cluster = await startCluster('http2.cjs', {workers: 1});
  for (const [name, paths] of [
    ['streams', ['/users/1?a=b', '/users/2']],
    ['compatible', ['/items/1', '/fail', '/busy']],
  ] as const) {
    const session = http2.connect(`http://127.0.0.1:${await cluster.port(name)}`);
    for (const path of paths) {
      const stream = session.request({':path': path, ':method': path === '/fail' ? 'POST' : 'GET'});
      stream.resume();
      stream.end();
      await once(stream, 'close');
    }
    session.close();
  }
  const {frequent, slowestRequests} = await routesOf(cluster, 5);
  expect(counts(frequent)).toEqual({
    'GET /users/:id': 2,
    'GET /items/:id': 1,
    'POST /fail': 1,
    'GET /busy': 1,
  });
  expect(frequent.find(({path}) => path === '/fail')!.errors).toBe(1);
  const paths = slowestRequests.map(({path}) => path).sort();
  expect(paths).toEqual(['/busy', '/fail', '/items/1', '/users/1', '/users/2']);
  // With the time that the handler itself was busy, which Node calls before others.
  expect(slowestRequests.find(({path}) => path === '/busy')!.durationMs).toBeGreaterThanOrEqual(299);
});
