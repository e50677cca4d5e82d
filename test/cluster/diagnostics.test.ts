import {mkdirSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {WebSocket} from 'ws';
import type {Snapshot} from '../../source/api/types.js';
import type {CpuProfile} from '../../source/diagnose/profile.js';
import {startCluster, type TestCluster} from '../support/cluster.js';
import {runCommand} from '../support/command.js';
import {get} from '../support/http.js';
import {isClosed} from '../support/inspector.js';
import {appPath, makePlace} from '../support/place.js';
import {blockWorker, getStuck} from '../support/stuck.js';
import {waitFor} from '../support/wait-for.js';

/** V8 counts the time of a function that it has inlined for the one around it. */
const WITHOUT_INLINING = ['--node-args', '--no-opt --no-maglev'];

/** Keeps a worker busy in a function of a known name until `stop` is called. */
async function keepBusy(cluster: TestCluster): Promise<{stop(): Promise<void>}> {
  const port = await cluster.port();
  let isOver = false;
  const done = (async () => {
    while (!isOver) await get(port, '/spin?ms=50').catch(() => {});
  })();
  return {
    stop() {
      isOver = true;
      return done;
    },
  };
}

function filesOf({place}: TestCluster): string[] {
  return readdirSync(place.directory).filter(file => /\.(cpuprofile|heapsnapshot)/.test(file));
}

/** What DevTools take for granted when they open it: each node has one place in one tree, and each sample is one of them. */
function expectWhole({nodes, samples, timeDeltas, startTime, endTime}: CpuProfile): void {
  const ids = nodes.map(({id}) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(nodes.filter(({callFrame}) => callFrame.functionName === '(root)')).toEqual([nodes[0]]);
  const children = nodes.flatMap(node => node.children ?? []);
  expect(children.toSorted(byValue)).toEqual(ids.slice(1).toSorted(byValue));
  expect(samples.length).toBeGreaterThan(0);
  expect([...new Set(samples)].filter(id => !ids.includes(id))).toEqual([]);
  expect(timeDeltas).toHaveLength(samples.length);
  expect(timeDeltas.every(Number.isInteger)).toBe(true);
  expect(endTime).toBeGreaterThan(startTime);
  // Each says how long after the one before it was taken: all of them are within the profile.
  const lastAt = timeDeltas.reduce((at, delta) => at + delta, startTime);
  expect(lastAt).toBeLessThanOrEqual(endTime);
}

function byValue(a: number, b: number): number {
  return a - b;
}

describe('a CPU profile', () => {
  test('of a worker that is stuck goes on when it is back, though its stack was read before', async () => {
    const cluster = await startCluster('stuck.cjs', {workers: 1, args: ['--hang-timeout', '0s']});
    const {answer, letGo} = await blockWorker(cluster);
    await cluster.waitForEvent(/is stuck in/);
    const profile = cluster.client.profile(1, 10);
    await cluster.waitUntil(
      'the profile',
      ({slots}) => slots[0]!.worker?.diagnosis?.progress?.endsWith(' of 10 s') ?? false,
    );
    letGo();
    await answer;
    const result = await profile;
    expect(result.topFunctions.length).toBeGreaterThan(0);
    expect(filesOf(cluster)).toHaveLength(1);
  });

  test('is a file that DevTools open, the owner’s alone, and names the functions that took the time', async () => {
    const cluster = await startCluster('stuck.cjs', {workers: 1, args: WITHOUT_INLINING});
    const load = await keepBusy(cluster);
    // Where the client gets no core for a while, the worker rests.
    const result = await cluster.client.profile(1, 10);
    await load.stop();
    const [first] = result.topFunctions;
    const app = readFileSync(appPath('stuck.cjs'), 'utf8').split('\n');
    const line = app.findIndex(text => text.startsWith('function spinFor')) + 1;
    expect(first).toMatchObject({function: 'spinFor', origin: 'app', line});
    expect(first!.file).toMatch(/stuck\.cjs$/);
    expect(first!.totalMs).toBeGreaterThanOrEqual(first!.selfMs);
    expect(path.dirname(result.file)).toBe(cluster.place.directory);
    expect(statSync(result.file).mode & 0o777).toBe(0o600);
    expectWhole(JSON.parse(readFileSync(result.file, 'utf8')));
  });

  test('of a worker in an endless loop tells where it turns', async () => {
    const cluster = await startCluster('stuck.cjs', {args: ['--no-hang-stack', '--hang-timeout', '0s']});
    const {slot} = await getStuck(cluster, 'loop');
    const {topFunctions} = await cluster.client.profile(slot, 1);
    expect(topFunctions[0]).toMatchObject({origin: 'app', file: expect.stringMatching(/stuck\.cjs$/)});
  });

  test('shows how far it is, refuses a second one, and leaves no half file where the worker dies', async () => {
    const cluster = await startCluster('stuck.cjs');
    const profile = cluster.client.profile(1, 60);
    const outcome = profile.catch(error => error);
    await cluster.waitUntil('progress', ({slots}) =>
      /^\d+ of 60 s$/.test(slots[0]!.worker?.diagnosis?.progress ?? ''),
    );
    await expect(cluster.client.heap(1)).rejects.toMatchObject({
      code: 'ERR_BUSY',
      message: expect.stringMatching(/is being examined already: CPU profile/),
    });
    process.kill((await cluster.workers())[0]!.pid, 'SIGKILL');
    expect((await outcome).message).toMatch(/^no CPU profile of worker 1 \(pid \d+\): it ended meanwhile$/);
    expect(filesOf(cluster)).toEqual([]);
  });
});

describe('a heap snapshot', () => {
  test('is whole, the owner’s alone, and tells its size and how long the worker stood still', async () => {
    const cluster = await startCluster('stuck.cjs', {workers: 1});
    const result = await cluster.client.heap(1);
    const stat = statSync(result.file);
    expect(stat.mode & 0o777).toBe(0o600);
    expect(stat.size).toBe(result.sizeBytes);
    expect(result.pausedMs).toBeGreaterThan(0);
    const snapshot = JSON.parse(readFileSync(result.file, 'utf8'));
    expect(snapshot.snapshot.node_count).toBeGreaterThan(0);
    expect(snapshot.nodes.length).toBe(
      snapshot.snapshot.node_count * snapshot.snapshot.meta.node_fields.length,
    );
    await cluster.waitForEvent(/heap snapshot of worker 1 .* the worker stood still for/);
    expect((await get(await cluster.port())).body).toBe(String(result.pid));
  });

  test('tells how much is written while others serve, and leaves no half file where the worker dies', async () => {
    const cluster = await startCluster('hungry.cjs', {env: {STOPS_IN_SNAPSHOT: '1'}});
    const port = await cluster.port();
    const [slot, {pid}] = [1, (await cluster.workers())[0]!];
    const outcome = cluster.client.heap(slot).catch(error => error);
    await waitFor('a part of it', () => filesOf(cluster)[0]?.endsWith('.part'));
    await cluster.waitUntil('progress', ({slots}) =>
      /^[\d.]+ [KM]?B written$/.test(slots[slot - 1]!.worker?.diagnosis?.progress ?? ''),
    );
    for (let i = 0; i < 4; i++) expect((await get(port)).body).not.toBe(String(pid));
    process.kill(pid, 'SIGKILL');
    expect((await outcome).message).toMatch(
      /^no heap snapshot of worker \d \(pid \d+\): it ended meanwhile$/,
    );
    expect(filesOf(cluster)).toEqual([]);
  });

  test('leaves no part of a file where the master is killed', async () => {
    const cluster = await startCluster('hungry.cjs', {workers: 1, env: {STOPS_IN_SNAPSHOT: '1'}});
    const snapshot = cluster.client.heap(1).catch(() => {});
    await waitFor('a part of it', () => filesOf(cluster).length > 0);
    cluster.process.kill('SIGKILL');
    await snapshot;
    await waitFor('no file', () => filesOf(cluster).length === 0);
  });

  test('that cannot be written is a clear error', async () => {
    const place = makePlace();
    const directory = path.join(place.directory, 'diagnostics');
    mkdirSync(directory);
    const cluster = await startCluster('stuck.cjs', {
      place,
      workers: 1,
      args: ['--diagnostics-dir', directory],
    });
    const before = await cluster.client.heap(1);
    expect(path.dirname(before.file)).toBe(directory);
    rmSync(directory, {recursive: true});
    await expect(cluster.client.heap(1)).rejects.toThrow(/ENOENT.*diagnostics/);
  });
});

test('a worker that goes while it is examined does not wait for that, and its app hears nothing of it', async () => {
  const cluster = await startCluster('stuck.cjs', {args: ['--kill-timeout', '60s']});
  const profile = cluster.client.profile(1, 100).catch(error => error);
  await cluster.waitUntil('the profile', ({slots}) =>
    /^\d+ of/.test(slots[0]!.worker?.diagnosis?.progress ?? ''),
  );
  const {pid} = (await cluster.workers())[0]!;
  await get(await cluster.port(), `/say?text=${encodeURIComponent('half a line')}`);
  await cluster.client.reloadSlot(1);
  await cluster.waitForEvent(new RegExp(`^worker 1 \\(pid ${pid}\\) stopped$`));
  expect((await profile).message).toMatch(/it ended meanwhile/);
  await cluster.client.stack(2);
  await waitFor('the half line', () => cluster.logs.some(({text}) => text === 'half a line'));
  expect(cluster.logs.filter(({text}) => /debugger/i.test(text))).toEqual([]);
});

test('two heap snapshots in a row are two files', async () => {
  const cluster = await startCluster('stuck.cjs', {workers: 1});
  const first = await cluster.client.heap(1);
  const second = await cluster.client.heap(1);
  expect(filesOf(cluster)).toEqual([first.file, second.file].map(file => path.basename(file)).sort());
});

test('a worker that is stopped is not examined, and its inspector is not left open when it runs again', async () => {
  const cluster = await startCluster('stuck.cjs', {workers: 1});
  const {pid} = (await cluster.workers())[0]!;
  process.kill(pid, 'SIGSTOP');
  await cluster.waitForEvent(/is stopped by a signal/);
  await expect(cluster.client.stack(1)).rejects.toThrow(/its process is stopped, and does not run/);
  process.kill(pid, 'SIGCONT');
  await cluster.waitForEvent(/runs again/);
  const {sequence} = await cluster.snapshot();
  await cluster.waitUntil('two snapshots more', snapshot => snapshot.sequence >= sequence + 2);
  expect((await cluster.workers())[0]).toMatchObject({pid, inspectorUrl: null});
  expect(cluster.logs.filter(({text}) => /debugger/i.test(text))).toEqual([]);
});

test('profiles of other workers do not hold up a stack', async () => {
  const cluster = await startCluster('stuck.cjs', {workers: 3});
  for (const slot of [1, 2]) cluster.client.profile(slot, 60).catch(() => {});
  const bothRun = ({slots}: Snapshot) => slots.filter(({worker}) => worker?.diagnosis).length === 2;
  await cluster.waitUntil('two profiles', bothRun);
  expect((await cluster.client.stack(3)).slot).toBe(3);
  expect(bothRun(await cluster.snapshot())).toBe(true);
});

test('a process that has taken the place of the one that was meant is left alone', async () => {
  const cluster = await startCluster('stuck.cjs', {workers: 1});
  const {pid} = (await cluster.workers())[0]!;
  for (const call of [
    cluster.client.heap(1, {pid: pid + 1}),
    cluster.client.profile(1, 1, {pid: pid + 1}),
    cluster.client.stack(1, {pid: pid + 1}),
    cluster.client.inspect(1, true, {pid: pid + 1}),
  ]) {
    await expect(call).rejects.toMatchObject({code: 'ERR_NO_WORKER'});
  }
  expect(filesOf(cluster)).toEqual([]);
});

test('an inspector that the app’s own options have opened is used, shown, and left open', async () => {
  const cluster = await startCluster('stuck.cjs', {workers: 1, args: ['--node-args', '--inspect=0']});
  const {slots} = await cluster.waitUntil('its address', snapshot =>
    Boolean(snapshot.slots[0]!.worker?.inspectorUrl),
  );
  const url = slots[0]!.worker!.inspectorUrl;
  await cluster.client.stack(1);
  expect((await cluster.client.inspect(1, true)).url).toBe(url);
  await expect(cluster.client.inspect(1, false)).rejects.toThrow(
    /by the app or by options of Node, and stays open/,
  );
  const socket = new WebSocket(url!);
  await new Promise(resolve => socket.once('open', resolve));
  socket.close();
});

test('the inspector is opened on loopback with its address shown, and closed again', async () => {
  const cluster = await startCluster('stuck.cjs', {workers: 1});
  const {url, devtoolsUrl} = await cluster.client.inspect(1, true);
  expect(url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\//);
  expect(devtoolsUrl).toContain(url!.slice('ws://'.length));
  expect((await cluster.workers())[0]!.inspectorUrl).toBe(url);
  const socket = new WebSocket(url!);
  await new Promise(resolve => socket.once('open', resolve));
  socket.close();
  // It is used, and not closed, by what needs it meanwhile.
  await cluster.client.stack(1);
  expect((await cluster.client.inspect(1, true)).url).toBe(url);

  expect((await cluster.client.inspect(1, false)).url).toBeNull();
  await waitFor('a closed port', () => isClosed(url!));
  expect((await cluster.workers())[0]!.inspectorUrl).toBeNull();
});

test('many stacks do not harm a worker', async () => {
  const cluster = await startCluster('stuck.cjs', {workers: 1});
  const load = await keepBusy(cluster);
  const {pid} = (await cluster.workers())[0]!;
  for (let i = 0; i < 20; i++) expect((await cluster.client.stack(1)).pid).toBe(pid);
  await load.stop();
});

test('the same by command, as words and as JSON, with exit codes', async () => {
  const cluster = await startCluster('stuck.cjs', {args: ['--no-hang-stack', '--hang-timeout', '0s']});
  const {slot} = await getStuck(cluster, 'loop');
  const stack = await runCommand(['stack', 'test', String(slot)], cluster.place);
  expect(stack).toMatchObject({code: 0, stderr: ''});
  expect(stack.stdout).toMatch(/^worker \d \(pid \d+\) is stuck in loop \(.*stuck\.cjs:7\)\n {4}at loop \(/);

  const profile = await runCommand(['profile', String(slot), '--seconds', '1', '--json'], cluster.place);
  expect(profile.code).toBe(0);
  expect(JSON.parse(profile.stdout)).toMatchObject({ok: true, slot, topFunctions: [{origin: 'app'}]});

  const table = await runCommand(['profile', String(slot), '--seconds', '1'], cluster.place);
  expect(table.code).toBe(0);
  expect(table.stdout).toMatch(
    /\nbusy \d+ of \d+ ms; of that:\n +SELF +TOTAL +FUNCTION\n +[\d.]+ % +[\d.]+ % {2}\S.* \(stuck\.cjs:\d+:\d+\)\n/,
  );

  const heap = await runCommand(['heap', String(3 - slot)], cluster.place);
  expect(heap.code).toBe(0);
  expect(heap.stderr).toMatch(/^worker \d stands still until its heap is written/);
  const [, file] = /^heap snapshot of worker \d .* is in (\S+): [\d.]+ MB, the worker stood still for/.exec(
    heap.stdout,
  )!;
  expect(statSync(file!).size).toBeGreaterThan(0);

  const other = ['inspect', 'test', String(3 - slot)];
  const opened = await runCommand(other, cluster.place);
  expect(opened.stdout).toMatch(/ is open on ws:\/\/127\.0\.0\.1:/);
  expect(opened.stdout).toContain(`close it again with: clusterview ${other.join(' ')} --close\n`);
  expect(await runCommand([...other, '--close'], cluster.place)).toMatchObject({code: 0});

  const none = await runCommand(['stack', '9'], cluster.place);
  expect(none).toMatchObject({code: 2, stderr: 'clusterview: there is no worker 9; there are 1 to 2\n'});
  const which = await runCommand(['heap'], cluster.place);
  expect(which).toMatchObject({code: 2, stderr: 'clusterview: which worker? there are 1 to 2\n'});
});
