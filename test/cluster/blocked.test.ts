import path from 'node:path';
import {build} from 'esbuild';
import {describe, expect, test} from 'vitest';
import type {Finding} from '../../source/api/types.js';
import {REPORT_INTERVAL_MS} from '../../source/messages/types.js';
import {startCluster, type TestCluster} from '../support/cluster.js';
import {get} from '../support/http.js';
import {Debugger, isClosed} from '../support/inspector.js';
import {makePlace} from '../support/place.js';
import {isAlive} from '../support/processes.js';
import {SteadyClients} from '../support/steady-clients.js';
import {blockWorker, getStuck, startStuck} from '../support/stuck.js';
import {waitFor} from '../support/wait-for.js';

/** Snapshots that pass while nothing is to happen: more than a worker has until it is called blocked. */
const SNAPSHOTS_OF_SILENCE = 5;

async function waitForSnapshots(cluster: TestCluster, count: number): Promise<void> {
  const {sequence} = await cluster.snapshot();
  await cluster.waitUntil(`${count} snapshots more`, snapshot => snapshot.sequence >= sequence + count);
}

describe.each([
  {way: 'loop', name: 'an endless loop', where: /in loop \(.*stuck\.cjs:7\)/},
  {
    way: 'regularExpression',
    name: 'a runaway regular expression',
    where: /in regularExpression \(.*stuck\.cjs:11\)/,
  },
  {way: 'wait', name: 'Atomics.wait', where: /in wait \(.*stuck\.cjs:15\)/},
  {
    way: 'json',
    name: 'a single JSON.parse',
    where: /it does not run JavaScript, but native code or nothing at all; it works at \d+ % of a core/,
  },
  {
    way: 'child',
    name: 'a synchronous child process',
    where:
      /it does not run JavaScript, but native code or nothing at all; it waits for .*sleep 300.* \(pid \d+\)/,
  },
  {
    way: 'native',
    name: 'a native call',
    where: /it does not run JavaScript, but native code or nothing at all; it works at \d+ % of a core/,
  },
])('a worker stuck in $name', ({way, where}) => {
  test('is named with its place while others serve, and killed and replaced at last', async () => {
    const cluster = await startCluster('stuck.cjs', {args: ['--hang-timeout', '4s']});
    const {slot} = await getStuck(cluster, way);
    const stack = await cluster.waitForEvent(
      new RegExp(`^(no stack of )?worker ${slot} .*(${where.source})`),
    );
    expect(stack).toMatchObject({slot, kind: 'stack', severity: 'warning'});
    const port = await cluster.port();
    const {pid} = stack;
    for (let i = 0; i < 4; i++) expect((await get(port)).body).not.toBe(String(pid));
    if (stack.detail) expect(stack.detail).toMatch(/^ +at \w+ \(.*stuck\.cjs:\d+:\d+\)\n/);

    const died = await cluster.waitForEvent(
      new RegExp(`\\(pid ${pid}\\) died: its event loop did not turn for \\d+ s, stuck (in|outside)`),
    );
    expect(died).toMatchObject({slot, pid, severity: 'error'});
    await cluster.waitUntil(
      'a replacement',
      ({slots}) => slots[slot - 1]!.worker?.phase === 'ready' && slots[slot - 1]!.worker!.pid !== pid,
    );
    const {slots} = await cluster.snapshot();
    expect(slots[slot - 1]).toMatchObject({crashes: 1, crashesByCause: {hang: 1}});
  });
});

test('connections that a stuck worker had not taken go to another one when it is killed', async () => {
  const args = ['--policy', 'round-robin', '--hang-timeout', '12s'];
  const cluster = await startCluster('stuck.cjs', {args});
  const port = await cluster.port();
  const {pid} = await startStuck(cluster, 'loop');
  // As long as it is not known to be stuck, it has its turn like the other one.
  let answered = 0;
  const answers = Array.from({length: 6}, async () => {
    const answer = await get(port);
    answered += 1;
    return answer;
  });
  // Where this machine has stood still, it may be known already.
  const isShown = (await cluster.workers()).every(({blocked}) => !blocked);
  await cluster.waitForEvent(new RegExp(`\\(pid ${pid}\\) is blocked: its event loop has not turned`));
  // The other one answers what comes later: what waits now, waits for the one that is stuck.
  expect((await get(port)).body).not.toBe(String(pid));
  if (isShown) expect(answered).toBeLessThan(answers.length);
  await cluster.waitForEvent(new RegExp(`pid ${pid}\\) died: its event loop did not turn`));
  for (const {body} of await Promise.all(answers)) expect(body).not.toBe(String(pid));
});

test('a worker that is busy for good is said to be CPU-bound', async () => {
  const cluster = await startCluster('stuck.cjs', {workers: 1});
  const port = await cluster.port();
  let isOver = false;
  // There is always one that waits.
  const clients = Array.from({length: 4}, async () => {
    while (!isOver) await get(port, '/spin?ms=300');
  });
  const isCpuBound = ({text}: Finding) => /^event loop \d+ % busy, p99 delay \d+ ms: CPU-bound$/.test(text);
  const {findings} = await cluster.waitUntil('that finding', snapshot => snapshot.findings.some(isCpuBound));
  expect(findings.find(isCpuBound)).toMatchObject({slot: 1, severity: 'warning', remedy: 'profile'});
  isOver = true;
  await Promise.all(clients);
  await cluster.waitUntil('no finding', snapshot => snapshot.findings.length === 0);
});

test('the inspector is closed while the worker is stuck and after, and the app hears nothing of it', async () => {
  const cluster = await startCluster('stuck.cjs', {workers: 1, args: ['--hang-timeout', '0s']});
  const {answer, letGo} = await blockWorker(cluster);
  const stack = await cluster.waitForEvent(/is stuck in spinUntil/);
  const {eventLoopDelay, silentForMs} = (await cluster.snapshot()).slots[0]!.worker!;
  expect(eventLoopDelay.p99Ms).toBeGreaterThanOrEqual(silentForMs - REPORT_INTERVAL_MS);
  expect(eventLoopDelay.maxMs).toBeGreaterThanOrEqual(eventLoopDelay.p99Ms);
  const {url} = await cluster.client.inspect(1, true);
  expect(await isClosed(url!)).toBe(false);
  await cluster.client.inspect(1, false);
  await waitFor('a closed port', () => isClosed(url!));
  expect((await cluster.workers())[0]!.blocked).toBe(true);
  letGo();
  expect((await answer).body).toBe(String(stack.pid));
  await cluster.waitForEvent(/answers again/);
  // The second time needs an inspector that was closed.
  const {message} = await cluster.client.stack(1);
  expect(message).toMatch(/was idle/);
  expect(cluster.logs.filter(({text}) => /debugger/i.test(text))).toEqual([]);
});

test('the stack is left alone where the app has a handler of SIGUSR1, and with --no-hang-stack', async () => {
  const own = await startCluster('stuck.cjs', {env: {OWN_SIGUSR1: '1'}});
  await getStuck(own, 'loop');
  const {message} = await own.waitForEvent(/^no stack|is stuck in/);
  // Where the whole machine has stood still before, its inspector is open already, and needs no signal.
  if (!own.messages().some(text => text.includes('answers again'))) {
    expect(message).toMatch(/the app makes something else of SIGUSR1/);
  }
  expect(own.logs.filter(({text}) => text.includes('SIGUSR1'))).toEqual([]);

  const without = await startCluster('stuck.cjs', {args: ['--no-hang-stack', '--hang-timeout', '4s']});
  await getStuck(without, 'loop');
  await without.waitForEvent(/died: its event loop did not turn for \d+ s$/);
  expect(without.messages().filter(text => /stack|stuck in/.test(text))).toEqual([]);
});

test('a profile that runs meanwhile does not keep the place from being found', async () => {
  const cluster = await startCluster('stuck.cjs', {workers: 1, args: ['--hang-timeout', '6s']});
  const profile = cluster.client.profile(1, 60).catch(error => error);
  await cluster.waitUntil('the profile', ({slots}) =>
    /^\d+ of/.test(slots[0]!.worker?.diagnosis?.progress ?? ''),
  );
  get(await cluster.port(), '/loop').catch(() => {});
  await cluster.waitForEvent(/died: its event loop did not turn for \d+ s, stuck in loop \(stuck\.cjs:7\)/);
  expect((await profile).message).toMatch(/it ended meanwhile/);
});

test('what strangers have the app write to stderr is not believed', async () => {
  const cluster = await startCluster('stuck.cjs', {workers: 1, args: ['--hang-timeout', '5s']});
  const port = await cluster.port();
  const lines = [
    'Debugger attached.',
    'Debugger listening on ws://127.0.0.1:9/0e51ae13-b3c1-4163-b063-bcd9f050a68d',
  ];
  for (const line of lines) await get(port, `/say?text=${encodeURIComponent(`${line}\n`)}`);
  await waitFor('the lines', () => lines.every(line => cluster.logs.some(({text}) => text === line)));
  const {url} = await cluster.client.inspect(1, true);
  expect(url).not.toContain(':9/');
  await cluster.client.inspect(1, false);
  get(port, '/loop').catch(() => {});
  await cluster.waitForEvent(/died: its event loop did not turn for \d+ s, stuck in loop/);
});

test('source maps, linked and inline, are applied: the stack names the TypeScript that was written', async () => {
  const place = makePlace();
  const compile = async (name: string, sourcemap: 'linked' | 'inline', lines: readonly string[]) => {
    const outfile = path.join(place.directory, `${name}.cjs`);
    await build({
      stdin: {contents: lines.join('\n'), loader: 'ts', sourcefile: `${name}.ts`},
      outfile,
      format: 'cjs',
      sourcemap,
      minify: true,
      keepNames: true,
    });
    return outfile;
  };
  await compile('turn', 'inline', [
    'interface Unneeded { readonly gone: string }',
    '',
    'export function turnForEver(): never {',
    '  for (;;);',
    '}',
  ]);
  const server = await compile('server', 'linked', [
    "import http from 'node:http';",
    "import {turnForEver} from './turn.cjs';",
    'interface Unneeded { readonly gone: string }',
    'type AlsoGone = Unneeded;',
    '',
    'const server = http.createServer(function answer() { turnForEver(); });',
    "server.listen(0, () => console.log('PORT main', (server.address() as {port: number}).port));",
  ]);
  const cluster = await startCluster(server, {place, workers: 1});
  get(await cluster.port()).catch(() => {});
  const {detail} = await cluster.waitForEvent(/is stuck in turnForEver \(turn\.ts:4\)/);
  expect(detail).toMatch(/^ +at turnForEver \(turn\.ts:4:\d+\)\n +at \w+ \(server\.ts:6:\d+\)\n/);
});

test('a process that is stopped is named so, passed over, and neither called blocked nor killed', async () => {
  const cluster = await startCluster('stuck.cjs', {args: ['--hang-timeout', '3s']});
  const {pid} = (await cluster.workers())[0]!;
  process.kill(pid, 'SIGSTOP');
  const stopped = await cluster.waitForEvent(/is stopped by a signal/);
  expect(stopped).toMatchObject({pid, severity: 'warning'});
  const port = await cluster.port();
  for (let i = 0; i < 4; i++) expect((await get(port)).body).not.toBe(String(pid));
  await waitForSnapshots(cluster, SNAPSHOTS_OF_SILENCE);
  expect(isAlive(pid)).toBe(true);
  const {findings} = await cluster.snapshot();
  expect(findings.filter(({slot}) => slot === 1)).toMatchObject([{severity: 'error'}]);
  // The other one may get no core for a while, and so may this one before and after.
  const ofIt = cluster.events.filter(event => event.id >= stopped.id && event.pid === pid);
  expect(ofIt.filter(({message}) => /is blocked|died/.test(message))).toEqual([]);
  process.kill(pid, 'SIGCONT');
  await cluster.waitForEvent(/runs again/);
  await waitFor('an answer of it', async () => (await get(port)).body === String(pid));
});

test('what a suspended worker does is measured from outside', async () => {
  const cluster = await startCluster('stuck.cjs', {workers: 1});
  const clients = new SteadyClients(await cluster.port(), {connections: 4});
  const {slots} = await cluster.waitUntil('requests', ({total}) => total.requests.perSecond > 0);
  const {pid} = slots[0]!.worker!;
  process.kill(pid, 'SIGSTOP');
  await cluster.waitUntil('rest', snapshot => {
    const worker = snapshot.slots[0]!.worker!;
    const {cpuPercent, requests, eventLoopUtilization} = worker;
    return worker.stopped && cpuPercent === 0 && requests.perSecond === 0 && eventLoopUtilization === 0;
  });
  process.kill(pid, 'SIGCONT');
  await cluster.waitUntil('requests again', ({total}) => total.requests.perSecond > 0);
  expect(await clients.stop()).toMatchObject({failed: 0, closed: 0});
});

test.each([
  ['clusterview has opened', []],
  ['the app’s own options have opened', ['--node-args=--inspect=0']],
])(
  'a worker that a debugger holds by an inspector that %s is named, passed over, and not judged blocked',
  async (_, options) => {
    const cluster = await startCluster('stuck.cjs', {args: ['--hang-timeout', '3s', ...options]});
    const {url, pid} = await cluster.client.inspect(1, true);
    const user = await Debugger.attach(url!);
    user.call('Debugger.enable');
    user.call('Debugger.pause');
    await user.waitForPause();
    const suspended = await cluster.waitForEvent(/does not answer, and a debugger is attached to it/);
    expect(suspended).toMatchObject({slot: 1, pid, severity: 'warning'});
    const port = await cluster.port();
    for (let i = 0; i < 4; i++) expect((await get(port)).body).not.toBe(String(pid));
    await waitForSnapshots(cluster, SNAPSHOTS_OF_SILENCE);
    expect(isAlive(pid)).toBe(true);
    const ofIt = cluster.events.filter(event => event.id >= suspended.id && event.pid === pid);
    expect(ofIt.filter(({message}) => /is blocked|died/.test(message))).toEqual([]);
    user.detach();
    await waitFor('an answer of it', async () => (await get(port)).body === String(pid));
  },
);

test('workers that were silent because the whole machine slept are not judged', async () => {
  const cluster = await startCluster('stuck.cjs', {args: ['--hang-timeout', '3s']});
  const pids = [...(await cluster.workers()).map(({pid}) => pid), cluster.process.pid!];
  const from = cluster.events.length;
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  const sleptAt = Date.now();
  await waitFor('more than a worker has', () => Date.now() - sleptAt > 4000);
  // The master wakes first, and hears from nobody.
  for (const pid of pids.reverse()) process.kill(pid, 'SIGCONT');
  await waitForSnapshots(cluster, 3);
  const since = cluster.messages().slice(from);
  expect(since.filter(text => /is blocked|is stopped|died/.test(text))).toEqual([]);
});
