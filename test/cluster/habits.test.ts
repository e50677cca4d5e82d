import {writeFileSync} from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import type {WorkerSnapshot} from '../../source/api/types.js';
import {SHUTDOWN_MESSAGE_MS} from '../../source/master/bounds.js';
import {startCluster} from '../support/cluster.js';
import {get, sendMany} from '../support/http.js';
import {makePlace} from '../support/place.js';
import {isAlive} from '../support/processes.js';
import {askUntil} from '../support/slow.js';
import {SteadyClients} from '../support/steady-clients.js';
import {waitFor} from '../support/wait-for.js';

describe.each(['/disconnect', '/kill', '/process-disconnect'])('a worker that calls %s', way => {
  test.each(['round-robin', 'shared'])(
    'finishes what it has, hands over the rest and is replaced, with %s',
    async policy => {
      const args = ['--policy', policy, '--drain-timeout', '1h'];
      const cluster = await startCluster('habits.cjs', {workers: 2, args});
      const port = await cluster.port();
      const clients = new SteadyClients(port, {connections: 10});
      await clients.waitForAnswers(2);
      // One in flight on each.
      const slow = Array.from({length: 4}, () => askUntil(port, '/slow-until', cluster.place.directory));
      await cluster.waitUntil('requests in flight', ({total}) => total.requests.inFlight >= 4);
      const pid = Number((await get(port, way)).body);
      await cluster.waitForEvent(new RegExp(`pid ${pid}\\) disconnects by itself`));
      for (const {answer, letGo} of slow) {
        letGo();
        expect((await answer).status).toBe(200);
      }
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

test('an app that lets go of its channel is kept alive by its server', async () => {
  const cluster = await startCluster('habits.cjs', {workers: 1, env: {UNREF: '1'}});
  const port = await cluster.port();
  const [{pid}] = (await cluster.workers()) as [WorkerSnapshot];
  await get(port, '/slow?ms=500');
  expect(Number((await get(port)).body)).toBe(pid);
  await cluster.client.reload();
  expect(Number((await get(port)).body)).toBe((await cluster.workers())[0]!.pid);
});

test('an app written for pm2 is told to end by a message, and has time to clean up', async () => {
  const cluster = await startCluster('habits.cjs', {workers: 1, env: {ON_MESSAGE: 'shutdown'}});
  await cluster.client.reload();
  await waitFor('the end of its cleaning up', () => cluster.logs.some(({text}) => text === 'cleaned up'));
  expect(cluster.logs.map(({text}) => text)).toContain('message shutdown');
  const {at} = await cluster.waitForEvent(/is stopping/);
  const signals = cluster.logs.filter(({text}) => text === 'got SIGTERM');
  for (const signal of signals) expect(signal.at - at).toBeGreaterThan(SHUTDOWN_MESSAGE_MS - 100);
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

test('a worker that recycles itself again and again is replaced each time', async () => {
  const cluster = await startCluster('habits.cjs', {workers: 1, args: ['--restart-limit', '2']});
  const port = await cluster.port();
  const pids = new Set<string>();
  for (let i = 0; i < 4; i++) {
    await cluster.waitUntil('a worker of some age', ({slots, at}) => {
      const {worker, others} = slots[0]!;
      return worker?.phase === 'ready' && others.length === 0 && at - worker.startedAt > 1000;
    });
    const {body: pid} = await get(port, '/disconnect');
    await cluster.waitForEvent(new RegExp(`pid ${pid}\\) disconnects by itself`));
    pids.add(pid);
  }
  await cluster.waitForReady(1);
  expect(pids.size).toBe(4);
  expect((await cluster.snapshot()).total).toMatchObject({crashes: 0, restarts: 0});
});

test('an app that disconnects before it listens does not start', async () => {
  const cluster = await startCluster('leaves-at-start.cjs', {workers: 0});
  expect((await cluster.waitForExit()).code).toBe(1);
  expect(cluster.stderr).toMatch(/did not start, 3 times: it disconnected before it was ready/);
});

test('a reload whose new worker disconnects before it listens fails, and the old ones go on', async () => {
  const place = makePlace();
  const file = path.join(place.directory, 'leave');
  const cluster = await startCluster('leaves-at-start.cjs', {place, env: {UNLESS_MISSING: file}});
  writeFileSync(file, '');
  await expect(cluster.client.reload()).rejects.toThrow(
    /the new worker 1 died: it disconnected before it was ready/,
  );
  expect((await get(await cluster.port())).body).toBe('hello');
});

test('one that leaves late before it was ever ready counts as a death, and gives up', async () => {
  const place = makePlace();
  const file = path.join(place.directory, 'leave');
  const args = ['--restart-limit', '2'];
  const env = {UNLESS_MISSING: file, LATE: '1'};
  const cluster = await startCluster('leaves-at-start.cjs', {place, workers: 2, args, env});
  writeFileSync(file, '');
  process.kill((await cluster.workers())[0]!.pid, 'SIGKILL');
  await cluster.waitForEvent(/^worker 1 .* died before it was ready: it disconnected before it was ready$/);
  const {slots} = await cluster.waitUntil('a slot that gave up', snapshot => {
    return snapshot.slots[0]!.state === 'gave-up';
  });
  expect(slots[0]!.crashesByCause).toMatchObject({signal: 1, start: 1});
  expect((await get(await cluster.port())).body).toBe('hello');
});

test('what a worker still has open when its time to leave is over stays its own', async () => {
  const cluster = await startCluster('habits.cjs', {workers: 1, args: ['--drain-timeout', '500ms']});
  const port = await cluster.port();
  const agent = new http.Agent({keepAlive: true, maxSockets: 1});
  onTestFinished(() => agent.destroy());
  const pid = (await get(port, '/', {agent})).body;
  const slow = askUntil(port, '/slow-until', cluster.place.directory, {agent});
  await cluster.waitUntil('a request in flight', ({total}) => total.requests.inFlight === 1);
  await get(port, '/disconnect');
  await waitFor('its leave', () => cluster.logs.some(({text}) => text === 'disconnected'));
  slow.letGo();
  expect((await slow.answer).body).toBe(pid);
  expect((await get(port, '/', {agent})).body).toBe(pid);
});

test('a worker that disconnects as it is told to end has been stopped, and hands over what it has', async () => {
  const cluster = await startCluster('habits.cjs', {workers: 2, env: {ON_SIGTERM: 'disconnect'}});
  const clients = new SteadyClients(await cluster.port());
  await clients.waitForAnswers(2);
  await cluster.client.reload();
  await clients.waitForAnswers(2);
  expect(await clients.stop()).toMatchObject({failed: 0, closed: 0});
  await waitFor(
    'the ends of both',
    () => cluster.messages().filter(text => / stopped$/.test(text)).length === 2,
  );
  expect(cluster.messages().filter(text => /by itself/.test(text))).toEqual([]);
});

test('an app that is busy for long right after it has listened is served all the same', async () => {
  const cluster = await startCluster('busy-start.cjs', {workers: 1, env: {BUSY_MS: '3000'}});
  expect((await get(await cluster.port())).body).toBe('hello');
});

test('a worker that disconnects by itself and then hangs is ended', async () => {
  const cluster = await startCluster('habits.cjs', {workers: 1, args: ['--hang-timeout', '3s']});
  const [{pid}] = (await cluster.workers()) as [WorkerSnapshot];
  const hung = expect(get(await cluster.port(), '/disconnect-and-hang')).rejects.toThrow();
  await cluster.waitForEvent(new RegExp(`pid ${pid}\\) disconnects by itself`));
  await waitFor('its end', () => !isAlive(pid));
  await hung;
  // Its replacement may have come before, and the system tells of its end before the master does.
  await cluster.waitUntil('its replacement', ({slots}) => slots[0]!.worker?.pid !== pid);
  await cluster.waitUntil('its crash', ({total}) => total.crashes === 1);
});

test('an app that has put timers and a clock that stand still in the place of the real ones is seen all the same', async () => {
  const cluster = await startCluster('fake-timers.cjs', {args: ['--hang-timeout', '4s']});
  const port = await cluster.port();
  const pids = (await cluster.workers()).map(({pid}) => pid);
  for (const count of [20, 40]) {
    expect(await sendMany(port, 20)).toEqual({answered: 20, failed: 0});
    const {total} = await cluster.waitUntil(
      `${count} requests`,
      ({total}) => total.requests.finished === count,
    );
    expect(total.latency.maxMs).toBeGreaterThan(0);
  }
  const {sequence} = await cluster.snapshot();
  // Longer than a worker that is silent lives.
  const {slots} = await cluster.waitUntil(
    'some snapshots more',
    snapshot => snapshot.sequence >= sequence + 8,
  );
  expect(slots.map(({worker}) => worker!.pid)).toEqual(pids);
  for (const {worker} of slots) expect(worker!.eventLoopDelay.maxMs).toBeGreaterThan(0);
  await cluster.client.reload();
  expect(await cluster.stop()).toBe(0);
});
