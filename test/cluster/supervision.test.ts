import {once} from 'node:events';
import {writeFileSync} from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {expect, test} from 'vitest';
import type {SlotSnapshot, WorkerSnapshot} from '../../source/api/types.js';
import {startCluster} from '../support/cluster.js';
import {get} from '../support/http.js';
import {makePlace} from '../support/place.js';
import {askBlocking} from '../support/slow.js';
import {waitFor} from '../support/wait-for.js';

test('one worker starts first, the others when it is ready, and none of that counts as a restart', async () => {
  const cluster = await startCluster('http.cjs', {workers: 3});
  const kinds = cluster.events.map(({kind, slot}) => `${kind} ${slot}`);
  expect(kinds.slice(0, 2)).toEqual(['fork 1', 'ready 1']);
  const {total, slots} = await cluster.snapshot();
  expect(total.restarts).toBe(0);
  expect(total.crashes).toBe(0);
  expect(slots.map(({state}) => state)).toEqual(['running', 'running', 'running']);
});

test('a worker that somebody kills with SIGKILL is replaced at once', async () => {
  const cluster = await startCluster('http.cjs');
  const [first, second] = await cluster.workers();
  process.kill(second!.pid, 'SIGKILL');
  const {slots} = await cluster.waitUntil('a new worker 2', snapshot => {
    const worker = snapshot.slots[1]!.worker;
    return worker?.phase === 'ready' && worker.pid !== second!.pid;
  });
  expect(slots[0]!.worker!.pid).toBe(first!.pid);
  expect(slots[1]).toMatchObject({slot: 2, restarts: 1, crashes: 1});
  const death = await cluster.waitForEvent(/worker 2 .* died: SIGKILL, sent by somebody else/);
  expect(death).toMatchObject({kind: 'exit', severity: 'error', slot: 2, pid: second!.pid});
});

test.each([
  ['/throw', /crashed: uncaught exception: TypeError: thrown on purpose \(.*http\.cjs:\d+\)/, /at Immediate/],
  ['/reject', /crashed: unhandled rejection: RangeError: rejected on purpose \(.*http\.cjs:\d+\)/, /at /],
  ['/exit?code=3', /died: exit code 3, process\.exit was called \(.*http\.cjs:\d+\)/, /http\.cjs/],
])('a death by %s is told in words, with its place and stack', async (path, words, detail) => {
  const cluster = await startCluster('http.cjs');
  await expect(get(await cluster.port(), path)).rejects.toThrow();
  const event = await cluster.waitForEvent(words);
  expect(event.severity).toBe('error');
  expect(event.detail).toMatch(detail);
  await cluster.waitForReady(2);
});

test('what a slot has been through stays counted when it is scaled away', async () => {
  const cluster = await startCluster('http.cjs');
  const [, second] = await cluster.workers();
  process.kill(second!.pid, 'SIGKILL');
  await cluster.waitUntil('a restart', ({total}) => total.crashes === 1 && total.restarts === 1);
  await cluster.waitForReady(2);
  await cluster.client.scale(1);
  const {total} = await cluster.waitUntil('one slot', ({slots}) => slots.length === 1);
  expect(total).toMatchObject({crashes: 1, restarts: 1});
});

test('a crash is a crash, though the worker has once survived a signal that was asked for', async () => {
  const cluster = await startCluster('odd.cjs', {workers: 1});
  await cluster.client.kill(1, {signal: 'SIGUSR2'});
  await waitFor('the signal', () => cluster.logs.some(({text}) => text === 'got SIGUSR2'));
  await expect(get(await cluster.port(), '/exit')).rejects.toThrow();
  await cluster.waitForEvent(/died: exit code 1, process\.exit was called/);
  await cluster.waitUntil('a restart', ({total}) => total.crashes === 1 && total.restarts === 1);
});

test.each(['/throw-odd-stack', '/throw-odd-object'])(
  '%s: what an app survives, it survives here',
  async path => {
    const cluster = await startCluster('odd.cjs', {workers: 1});
    const [worker] = await cluster.workers();
    const port = await cluster.port();
    get(port, path).catch(() => {});
    await waitFor('the handler of the app', () => cluster.logs.some(({text}) => text === 'survived'));
    expect((await get(port)).body).toBe(String(worker!.pid));
  },
);

test('a worker that disconnects by itself and lives on is replaced, and given nothing more', async () => {
  const cluster = await startCluster('odd.cjs', {workers: 1});
  const [worker] = await cluster.workers();
  const port = await cluster.port();
  expect((await get(port, '/disconnect')).body).toBe('bye');
  // Whoever takes it, it is answered.
  const early = get(port);
  await cluster.waitForEvent(/has disconnected by itself, and lives on/);
  expect((await early).status).toBe(200);
  expect((await get(port)).body).not.toBe(String(worker!.pid));
  const {total, slots} = await cluster.snapshot();
  expect(total).toMatchObject({crashes: 0, restarts: 0});
  expect(slots[0]!.others.map(({pid}) => pid)).toEqual([worker!.pid]);
});

test('a death by V8 out of heap is told as such', async () => {
  const cluster = await startCluster('heap.cjs', {
    workers: 1,
    args: ['--node-args', '--max-old-space-size=20'],
  });
  await get(await cluster.port(), '/').catch(() => {});
  await cluster.waitForEvent(/died: JavaScript heap out of memory/);
});

test('restarts wait longer each time, then the slot gives up, and a reload tries again', async () => {
  const cluster = await startCluster('http.cjs', {workers: 2, args: ['--restart-limit', '4']});
  const seen = new Set<string>();
  for (let death = 1; death <= 4; death++) {
    const {slots} = await cluster.waitUntil(
      `worker 2 to be ready for death ${death}`,
      snapshot => snapshot.slots[1]!.worker?.phase === 'ready',
    );
    process.kill(slots[1]!.worker!.pid, 'SIGKILL');
    await cluster.waitUntil(`death ${death}`, snapshot => snapshot.slots[1]!.crashes === death);
  }
  for (const {message} of cluster.events) {
    const delay = /starts again in (\d+) ms/.exec(message);
    if (delay) seen.add(delay[1]!);
  }
  expect([...seen]).toEqual(['100', '200']);
  const {slots} = await cluster.waitUntil('giving up', snapshot => snapshot.slots[1]!.state === 'gave-up');
  expect(slots[0]!.state).toBe('running');
  await cluster.waitForEvent(/worker 2 gave up: it died 4 times/);

  await expect(cluster.client.reloadSlot(2, {pid: 4711})).rejects.toMatchObject({
    code: 'ERR_NO_WORKER',
    message: 'pid 4711 of worker 2 has gone; nothing was done',
  });
  await cluster.client.reloadSlot(2);
  await cluster.waitForReady(2);
  expect(cluster.exit).toBeNull();
});

test('slots whose turn to start is after one that fails are started none the less', async () => {
  const cluster = await startCluster('some-fail.cjs', {
    workers: 0,
    args: ['--workers', '6', '--restart-limit', '2'],
    env: {FAILING_SLOTS: '2,3,4'},
  });
  await cluster.waitUntil('all that can run', ({slots}) => {
    return slots.filter(({worker}) => worker?.phase === 'ready').length === 3;
  });
  const {slots} = await cluster.waitUntil('the others to give up', snapshot => {
    return snapshot.slots.filter(({state}) => state === 'gave-up').length === 3;
  });
  expect(slots.map(({state}) => state === 'running')).toEqual([true, false, false, false, true, true]);
});

test('when every slot has given up, the cluster ends with exit code 1', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1, args: ['--restart-limit', '1']});
  const [worker] = await cluster.workers();
  process.kill(worker!.pid, 'SIGKILL');
  expect((await cluster.waitForExit()).code).toBe(1);
  expect(cluster.stderr).toMatch(/^clusterview: every worker gave up, last of: SIGKILL/);
});

test('an app that never listens is ready after its time, and the event says so', async () => {
  const cluster = await startCluster('silent.cjs', {workers: 2, args: ['--ready-timeout', '300ms']});
  await cluster.waitForEvent(/worker 1 .* is ready after \d+ ms: .* listens on nothing/);
});

test.each([1, 2])(
  'an app of which only worker %s listens is reloaded and restarted like any other',
  async listening => {
    const silent = 3 - listening;
    const cluster = await startCluster('part-listens.cjs', {
      workers: 2,
      args: ['--ready-timeout', '4s'],
      env: {LISTENING: String(listening)},
    });
    await cluster.waitForEvent(new RegExp(`^worker ${silent} .* is ready after .* listens on nothing`));
    const port = await cluster.port();
    const before = (await get(port)).body;
    const {crashes} = (await cluster.snapshot()).total;
    await cluster.client.reload();
    expect((await get(port)).body).not.toBe(before);
    const events = cluster.events.length;
    process.kill((await cluster.workers())[silent - 1]!.pid, 'SIGKILL');
    await cluster.waitForEvent(new RegExp(`^worker ${silent} .* is ready after`), events);
    expect((await cluster.snapshot()).total.crashes).toBe(crashes + 1);
  },
);

test("with --wait-ready a worker is ready when it says 'ready'", async () => {
  const cluster = await startCluster('wait-ready.cjs', {args: ['--wait-ready']});
  await cluster.waitForEvent(/worker 1 .* is ready after \d+ ms: the app said 'ready'/);
  expect((await get(await cluster.port())).body).toBe('hello');
});

test('with --wait-ready a worker that never says so fails', async () => {
  const cluster = await startCluster('wait-ready.cjs', {
    workers: 0,
    args: ['--workers', '1', '--wait-ready', '--ready-timeout', '300ms'],
    env: {NEVER: '1'},
  });
  expect((await cluster.waitForExit()).code).toBe(1);
  expect(cluster.stderr).toContain("it did not say 'ready' within 300 ms");
});

test('a blocked worker is named, measured from outside, and passed over until it answers again', async () => {
  const cluster = await startCluster('http.cjs');
  const port = await cluster.port();
  const blocked = askBlocking(port, cluster.place.directory);
  const isStuck = ({worker}: SlotSnapshot) => Boolean(worker?.blocked && worker.cpuPercent > 3);
  const {slots} = await cluster.waitUntil('a blocked worker', snapshot => snapshot.slots.some(isStuck));
  const stuck = slots.find(isStuck)!.worker!;
  await cluster.waitForEvent(new RegExp(`pid ${stuck.pid}\\) is blocked`));
  const answers = await Promise.all(Array.from({length: 6}, () => get(port, '/pid')));
  for (const {body} of answers) expect(body).not.toBe(String(stuck.pid));
  blocked.letGo();
  expect((await blocked.answer).body).toBe('unblocked');
  await cluster.waitForEvent(/answers again/);
});

test('a cluster that has failed runs again with its first worker that is ready, and fails without it', async () => {
  const args = ['--restart-limit', '1', '--watch'];
  const cluster = await startCluster('http.cjs', {workers: 1, args});
  process.kill((await cluster.workers())[0]!.pid, 'SIGKILL');
  await cluster.waitUntil('failure', snapshot => snapshot.cluster.state === 'failed');
  await cluster.client.scale(2);
  await cluster.waitUntil('a worker', snapshot => snapshot.cluster.state === 'running');
  expect((await get(await cluster.port())).status).toBe(200);
  await cluster.client.scale(1);
  await cluster.waitUntil('failure again', snapshot => snapshot.cluster.state === 'failed');
});

test('an app that has used up its file descriptors lives on, and goes on being measured', async () => {
  const cluster = await startCluster('no-descriptors.cjs', {workers: 1});
  expect((await get(await cluster.port(), '/exhaust')).body).toBe('EMFILE');
  const {sequence, slots} = await cluster.snapshot();
  const {pid} = slots[0]!.worker!;
  const later = await cluster.waitUntil('reports', snapshot => {
    const worker = snapshot.slots[0]!.worker!;
    return snapshot.sequence >= sequence + 3 && worker.requests.finished === 1 && !worker.blocked;
  });
  expect(later.slots[0]).toMatchObject({crashes: 0, worker: {pid}});
});

test('a worker that has drained does not cut the wait of the one that is to follow it short', async () => {
  const place = makePlace();
  const how = path.join(place.directory, 'how');
  const cluster = await startCluster('die-at-start.cjs', {
    workers: 1,
    place,
    env: {HOW_FILE: how},
    args: ['--drain-timeout', '1h', '--restart-limit', '20'],
  });
  const [before] = (await cluster.workers()) as [WorkerSnapshot];
  // Upgraded connections end when they like.
  const socket = net.connect(await cluster.port(), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: any\r\n\r\n');
  await once(socket, 'data');
  await cluster.client.kill(1);
  const {slots} = await cluster.waitUntil('its replacement', snapshot => {
    const {worker} = snapshot.slots[0]!;
    return worker?.phase === 'ready' && worker.pid !== before.pid;
  });
  writeFileSync(how, 'exit');
  process.kill(slots[0]!.worker!.pid, 'SIGKILL');
  const waits = await cluster.waitForEvent(/starts again in 3200 ms/);
  writeFileSync(how, '');
  socket.destroy();
  await cluster.waitForEvent(new RegExp(`pid ${before.pid}\\) stopped`));
  const next = await waitFor('the next start', () =>
    cluster.events.find(({kind, id}) => kind === 'fork' && id > waits.id),
  );
  // Twice the wait before it, less what the clock of the timer may be behind.
  expect(next.at - waits.at).toBeGreaterThan(3200 - 100);
  await cluster.waitForReady(1);
});

test('what a worker throws while it is being stopped is told, and is no crash', async () => {
  const cluster = await startCluster('throws-late.cjs', {workers: 1});
  await cluster.client.reload();
  const event = await cluster.waitForEvent(
    /^worker 1 \(pid \d+\) did not end in order: uncaught exception: Error: thrown at the end \(.*throws-late\.cjs:\d+\)/,
  );
  expect(event).toMatchObject({kind: 'exit', severity: 'warning', detail: expect.stringContaining('at ')});
  expect((await cluster.snapshot()).total).toMatchObject({crashes: 0, restarts: 0});
});
