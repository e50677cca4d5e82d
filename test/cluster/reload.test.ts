import {rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {startCluster} from '../support/cluster.js';
import {get} from '../support/http.js';
import {makePlace} from '../support/place.js';
import {waitForNoProcess} from '../support/processes.js';
import {askSlowly} from '../support/slow.js';
import {SteadyClients} from '../support/steady-clients.js';

/** An app whose behaviour at the next start is what is written into a file. */
async function startChangeable(args: readonly string[] = []) {
  const place = makePlace();
  const file = path.join(place.directory, 'how');
  const cluster = await startCluster('die-at-start.cjs', {place, env: {HOW_FILE: file}, args});
  return {cluster, change: (how: string) => writeFileSync(file, how)};
}

test('a rolling reload replaces every worker, one after the other, with the new code', async () => {
  const {cluster, change} = await startChangeable();
  const before = (await cluster.workers()).map(({pid}) => pid);
  const port = await cluster.port();
  expect((await get(port)).body).toBe('first');
  change('second');
  const from = cluster.events.length;
  const {message} = await cluster.client.reload();
  expect(message).toBe('2 workers reloaded, generation 1');
  const after = (await cluster.workers()).map(({pid}) => pid);
  for (const pid of after) expect(before).not.toContain(pid);
  expect((await get(port)).body).toBe('second');

  const {reload, cluster: state, total} = await cluster.snapshot();
  expect(reload).toMatchObject({outcome: 'succeeded', reason: null});
  expect(reload!.slots.map(({phase}) => phase)).toEqual(['done', 'done']);
  // When each worker came to what it was at, one after the other.
  const times = reload!.slots.flatMap(({startingAt, drainingAt, endedAt}) => [
    startingAt,
    drainingAt,
    endedAt,
  ]);
  expect(times).toEqual([...times].sort((a, b) => a! - b!));
  expect(times[0]).toBeGreaterThanOrEqual(reload!.startedAt);
  expect(times.at(-1)).toBeLessThanOrEqual(reload!.endedAt!);
  expect(state.generation).toBe(1);
  expect(total.crashes).toBe(0);
  const order = cluster.events
    .slice(from)
    .filter(({kind}) => kind === 'ready' || kind === 'draining')
    .map(({kind, slot}) => `${kind} ${slot}`);
  expect(order).toEqual(['ready 1', 'draining 1', 'ready 2', 'draining 2']);
});

test.each([
  ['throw', /the new worker 1 died: uncaught exception: Error: thrown at start/],
  ['syntax', /the new worker 1 died: uncaught exception: SyntaxError/],
  ['exit', /the new worker 1 died: exit code 7, process\.exit was called/],
  ['end', /the new worker 1 died: it had nothing left to do/],
  ['never', /the new worker 1 died: it did not listen within 5000 ms/],
])(
  'a reload to code that fails (%s) is refused by its first worker, and the old ones go on',
  async (how, reason) => {
    const {cluster, change} = await startChangeable(how === 'never' ? ['--ready-timeout', '5s'] : []);
    const port = await cluster.port();
    const before = (await cluster.workers()).map(({pid}) => pid);
    change(how);
    const clients = new SteadyClients(port);
    await clients.waitForAnswers(2);
    await expect(cluster.client.reload()).rejects.toMatchObject({code: 'ERR_ACTION_FAILED', message: reason});
    await clients.waitForAnswers(2);
    expect(await clients.stop()).toMatchObject({failed: 0, closed: 0});
    const after = await cluster.waitUntil('the old workers', ({slots}) =>
      slots.every(({others}) => others.length === 0),
    );
    expect(after.slots.map(({worker}) => worker!.pid)).toEqual(before);
    expect(after.reload).toMatchObject({outcome: 'failed', reason: expect.stringMatching(reason)});
    const [first, second] = after.reload!.slots;
    expect(first).toMatchObject({phase: 'failed', drainingAt: null, endedAt: expect.any(Number)});
    expect(second).toMatchObject({phase: 'waiting', startingAt: null, endedAt: null});
    expect(after.cluster.generation).toBe(0);
    expect((await get(port)).body).toBe('first');
  },
);

test('a reload to code that hangs before it listens is refused with the place where it hangs', async () => {
  const {cluster, change} = await startChangeable(['--ready-timeout', '8s']);
  change('loop');
  await expect(cluster.client.reloadSlot(1)).rejects.toMatchObject({
    code: 'ERR_ACTION_FAILED',
    message: expect.stringMatching(
      /it did not listen within 8000 ms, stuck in loop \(.*die-at-start\.cjs:6\)/,
    ),
  });
  const died = await cluster.waitForEvent(/died before it was ready: it did not listen .*, stuck in loop/);
  expect(died.detail).toMatch(/^ +at loop \(.*die-at-start\.cjs:6:\d+\)\n/);
  expect((await cluster.snapshot()).slots[0]!.crashesByCause).toMatchObject({start: 1});
});

test('one slot can be reloaded alone', async () => {
  const {cluster} = await startChangeable();
  const before = await cluster.workers();
  await cluster.client.reloadSlot(2);
  const after = await cluster.workers();
  expect(after[0]!.pid).toBe(before[0]!.pid);
  expect(after[1]!.pid).not.toBe(before[1]!.pid);
});

test('a reload that is meant for a process which has gone is refused', async () => {
  const {cluster} = await startChangeable();
  const [, before] = await cluster.workers();
  await cluster.client.reloadSlot(2, {pid: before!.pid});
  const [, after] = await cluster.workers();
  await expect(cluster.client.reloadSlot(2, {pid: before!.pid})).rejects.toMatchObject({
    code: 'ERR_NO_WORKER',
    message: `worker 2 (pid ${after!.pid}) has taken the place of pid ${before!.pid}; nothing was done`,
  });
  expect((await cluster.workers())[1]!.pid).toBe(after!.pid);
});

test('some slots can be reloaded together: it is one reload, which has all of them', async () => {
  const cluster = await startCluster('http.cjs', {workers: 3});
  const before = await cluster.workers();
  const slots = [1, 3].map(slot => ({slot, pid: before[slot - 1]!.pid}));
  const {message} = await cluster.client.reload({slots});
  expect(message).toBe('2 workers (1, 3) reloaded');
  const {reload, cluster: after, slots: now} = await cluster.snapshot();
  expect(reload).toMatchObject({
    outcome: 'succeeded',
    slots: [
      {slot: 1, phase: 'done'},
      {slot: 3, phase: 'done'},
    ],
  });
  expect(after.generation).toBe(0);
  const pids = now.map(({worker}) => worker!.pid);
  expect(before.map(({pid}, index) => pid === pids[index])).toEqual([false, true, false]);
  // The first has gone: nothing is done to the second, either.
  await expect(cluster.client.reload({slots: [{slot: 2}, slots[0]!]})).rejects.toMatchObject({
    code: 'ERR_NO_WORKER',
  });
  expect((await cluster.workers())[1]!.pid).toBe(before[1]!.pid);
});

test('while a reload runs, another one and scaling are refused', async () => {
  const place = makePlace();
  const gate = path.join(place.directory, 'gate');
  writeFileSync(gate, '');
  const args = ['--wait-ready', '--ready-timeout', '1h'];
  const cluster = await startCluster('ready-later.cjs', {place, args, env: {GATE: gate}});
  // The new worker is not ready before this test is.
  rmSync(gate);
  const first = cluster.client.reload();
  await cluster.waitUntil('a reload', ({cluster: {state}}) => state === 'reloading');
  const busy = {code: 'ERR_BUSY', message: /a reload is running/};
  await expect(cluster.client.reload()).rejects.toMatchObject(busy);
  await expect(cluster.client.scale(3)).rejects.toMatchObject(busy);
  writeFileSync(gate, '');
  expect((await first).ok).toBe(true);
});

test('a stop during a reload ends the cluster, and starts nothing any more', async () => {
  const {cluster, change} = await startChangeable(['--ready-timeout', '1h']);
  change('never');
  const reload = expect(cluster.client.reload()).rejects.toThrow();
  await cluster.waitUntil('a worker that starts', ({slots}) => slots[0]!.others.length === 1);
  expect(await cluster.stop()).toBe(0);
  await reload;
  const stopAt = cluster.messages().findIndex(message => message.startsWith('stopping'));
  expect(cluster.messages().slice(stopAt)).not.toContainEqual(expect.stringMatching(/ starts/));
  await waitForNoProcess(cluster.place.mark);
});

test('requests in flight are answered by the worker that is replaced', async () => {
  const cluster = await startCluster('http.cjs');
  const port = await cluster.port();
  const slow = Promise.all(Array.from({length: 6}, () => get(port, '/slow?ms=1500')));
  await cluster.waitUntil('6 connections', ({total}) => total.connections.accepted === 6);
  await cluster.client.reload();
  for (const {body} of await slow) expect(body).toBe('slow');
});

test('what is being scaled away cannot be reloaded or stopped once more, and comes back when it is wanted', async () => {
  const cluster = await startCluster('http.cjs', {workers: 2, args: ['--drain-timeout', '1h']});
  const port = await cluster.port();
  const slow = Array.from({length: 2}, () => askSlowly(port, cluster.place.directory));
  await cluster.waitUntil('a request on each', ({slots}) =>
    slots.every(({worker}) => worker!.requests.inFlight === 1),
  );
  await cluster.client.scale(1);
  await expect(cluster.client.reloadSlot(2)).rejects.toMatchObject({code: 'ERR_NO_WORKER'});
  await expect(cluster.client.kill(2)).rejects.toMatchObject({code: 'ERR_BUSY'});
  await cluster.client.scale(2);
  await cluster.waitForReady(2);
  for (const {answer, letGo} of slow) {
    letGo();
    expect((await answer).body).toBe('slow');
  }
});

test('scaling up adds workers behind the others, scaling down takes the last ones away', async () => {
  const cluster = await startCluster('http.cjs', {args: ['--drain-timeout', '1h']});
  const port = await cluster.port();
  const before = (await cluster.workers()).map(({pid}) => pid);
  await cluster.client.scale(5);
  await cluster.waitForReady(5);
  const slow = Promise.all(Array.from({length: 10}, () => get(port, '/slow?ms=1000')));
  await cluster.waitUntil('10 connections', ({total}) => total.connections.accepted === 10);
  await cluster.client.scale(1);
  const {slots} = await cluster.waitUntil('one slot', snapshot => snapshot.slots.length === 1);
  expect(slots[0]!.worker!.pid).toBe(before[0]);
  for (const {body} of await slow) expect(body).toBe('slow');
  await cluster.client.scale(2);
  await cluster.waitForReady(2);
  expect((await cluster.snapshot()).total.crashes).toBe(0);
});
