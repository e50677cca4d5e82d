import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {startCluster, type TestCluster} from '../support/cluster.js';
import {Debugger} from '../support/inspector.js';
import {makePlace} from '../support/place.js';
import {waitFor} from '../support/wait-for.js';

/** What starts by itself takes a small part of it. */
const LIMIT_MS = 8000;
const WITH_LIMIT = ['--workers', '1', '--ready-timeout', `${LIMIT_MS}ms`];

/** By the clock of the master, which judges meanwhile. The worker is neither ended nor taken for one that listens on nothing. */
async function waitOutLimit(cluster: TestCluster): Promise<void> {
  const {at} = await cluster.snapshot();
  const {slots} = await cluster.waitUntil(
    'the end of the limit',
    snapshot => snapshot.at - at > 1.25 * LIMIT_MS,
  );
  expect(slots[0]!.worker).toMatchObject({phase: 'starting', stopped: true});
}

async function expectReadyAs(cluster: TestCluster, pid: number): Promise<void> {
  await cluster.waitForReady(1);
  expect((await cluster.workers())[0]!.pid).toBe(pid);
  expect(cluster.messages().filter(text => /is blocked|died/.test(text))).toEqual([]);
}

test('a worker that is stopped by a signal while it starts is named so, and has its time when it goes on', async () => {
  const cluster = await startCluster('stops-at-start.cjs', {workers: 0, args: WITH_LIMIT});
  const {pid} = await cluster.waitForEvent(/is stopped by a signal/);
  await waitOutLimit(cluster);
  process.kill(pid!, 'SIGCONT');
  await expectReadyAs(cluster, pid!);
});

test('a worker that starts under --inspect-brk waits for its debugger, and in it, for as long as that takes', async () => {
  const cluster = await startCluster('http.cjs', {
    workers: 0,
    args: [...WITH_LIMIT, '--node-args=--inspect-brk=0'],
  });
  const {pid} = await cluster.waitForEvent(/waits for a debugger to attach to it/);
  await waitOutLimit(cluster);
  const line = cluster.logs.find(({text}) => text.startsWith('Debugger listening on '))!;
  const user = await Debugger.attach(line.text.slice('Debugger listening on '.length));
  user.call('Debugger.enable');
  user.call('Runtime.runIfWaitingForDebugger');
  await user.waitForPause();
  await cluster.waitForEvent(/does not answer, and a debugger is attached to it/);
  await waitOutLimit(cluster);
  user.call('Debugger.resume');
  await expectReadyAs(cluster, pid!);
  user.detach();
});

test('the time that the whole machine sleeps is not counted as time to start', async () => {
  const place = makePlace();
  const gate = path.join(place.directory, 'gate');
  const args = [...WITH_LIMIT, '--wait-ready'];
  const cluster = await startCluster('ready-later.cjs', {workers: 0, place, env: {GATE: gate}, args});
  await cluster.port();
  // A worker that is quick listens before the API is there.
  await cluster.waitUntil('the API', ({slots}) => Boolean(slots[0]?.worker));
  const {pid} = (await cluster.workers())[0]!;
  const pids = [pid, cluster.process.pid!];
  for (const one of pids) process.kill(one, 'SIGSTOP');
  const sleptAt = Date.now();
  await waitFor('more than the limit', () => Date.now() - sleptAt > LIMIT_MS);
  // The master wakes first, and its timer is due.
  for (const one of pids.reverse()) process.kill(one, 'SIGCONT');
  await cluster.snapshot();
  writeFileSync(gate, '');
  await expectReadyAs(cluster, pid);
});
