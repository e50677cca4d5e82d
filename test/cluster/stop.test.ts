import {once} from 'node:events';
import {readFileSync, writeFileSync} from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {expect, test} from 'vitest';
import {POLICIES, type Snapshot, type WorkerSnapshot} from '../../source/api/types.js';
import {startCluster, type TestCluster} from '../support/cluster.js';
import {get} from '../support/http.js';
import {makePlace} from '../support/place.js';
import {commandLine, isAlive, markedProcesses, waitForNoProcess} from '../support/processes.js';
import {askSlowly} from '../support/slow.js';
import {blockWorker, MISSES_REPORT_MS} from '../support/stuck.js';
import {waitFor} from '../support/wait-for.js';

test.each(['SIGTERM', 'SIGINT'] as const)('%s answers what is in flight, then ends with 0', async signal => {
  const cluster = await startCluster('http.cjs', {args: ['--drain-timeout', '1h']});
  const port = await cluster.port();
  const slow = Array.from({length: 4}, () => askSlowly(port, cluster.place.directory));
  await cluster.waitUntil('4 requests in flight', ({total}) => total.requests.inFlight === 4);
  cluster.process.kill(signal);
  await cluster.waitUntil('a stop', snapshot => snapshot.cluster.state === 'stopping');
  for (const {answer, letGo} of slow) {
    letGo();
    expect((await answer).body).toBe('slow');
  }
  expect((await cluster.waitForExit()).code).toBe(0);
  await waitForNoProcess(cluster.place.mark);
});

/** As somebody does who cannot wait any longer. */
async function insist(cluster: TestCluster): Promise<void> {
  const {at: toldAt} = await cluster.waitForEvent(/^stopping/);
  await cluster.waitUntil('a while', ({at}) => at > toldAt + 1000);
  cluster.process.kill('SIGTERM');
}

/** A connection is not even accepted. */
function isRefused(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('error', error => resolve((error as NodeJS.ErrnoException).code === 'ECONNREFUSED'));
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
  });
}

test.each(POLICIES)('with %s new clients are refused while what is in flight is answered', async policy => {
  const cluster = await startCluster('http.cjs', {args: ['--policy', policy, '--drain-timeout', '1h']});
  const port = await cluster.port();
  const {answer, letGo} = askSlowly(port, cluster.place.directory);
  await cluster.waitUntil('a request in flight', ({total}) => total.requests.inFlight === 1);
  cluster.process.kill('SIGTERM');
  await waitFor('a refusal', () => isRefused(port));
  letGo();
  expect((await answer).body).toBe('slow');
  expect((await cluster.waitForExit()).code).toBe(0);
});

test('of requests that wait behind each other on a connection, the last one is told that it is the last', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1, args: ['--drain-timeout', '1h']});
  const file = path.join(cluster.place.directory, 'go');
  const socket = net.connect(await cluster.port(), '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', chunk => {
    text += chunk;
  });
  const ended = once(socket, 'end');
  const ask = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  socket.write(ask(`/slow-until?file=${file}`) + ask(`/slow-until?file=${file}`));
  await cluster.waitUntil('both in flight', ({total}) => total.requests.inFlight === 2);
  cluster.process.kill('SIGTERM');
  const {at: drainsSince} = await cluster.waitUntil('its drain', ({slots}) =>
    slots.some(({worker}) => worker?.phase === 'draining'),
  );
  // What it says a second later, it says after it has read that.
  await cluster.waitUntil('a word from it', ({at, slots}) =>
    slots.some(({worker}) => worker && at - worker.silentForMs > drainsSince + 1000),
  );
  writeFileSync(file, '');
  await ended;
  socket.destroy();
  expect([...text.matchAll(/^Connection: (\S+)/gm)].map(([, how]) => how)).toEqual(['keep-alive', 'close']);
  expect(text.match(/slow/g)).toHaveLength(2);
  expect((await cluster.waitForExit()).code).toBe(0);
});

test('what no worker has been given is closed at once, and what is on its way to one is answered', async () => {
  const cluster = await startCluster('stuck.cjs', {workers: 1, args: ['--drain-timeout', '1h']});
  const port = await cluster.port();
  const {letGo} = await blockWorker(cluster);
  await cluster.waitUntil('a stuck worker', ({slots}) => slots[0]!.worker!.silentForMs > MISSES_REPORT_MS);
  const outcomes: ('answered' | 'closed')[] = [];
  const clients = Array.from({length: 4}, () =>
    get(port).then(
      () => outcomes.push('answered'),
      () => outcomes.push('closed'),
    ),
  );
  const heldIn = ({cluster: {listeners}}: Snapshot) => listeners[0]!.held;
  // One is on its way, unless the worker was known to be stuck by then.
  const {sequence} = await cluster.waitUntil('held connections', snapshot => heldIn(snapshot) >= 3);
  // The last one may still be on its way to the master.
  const held = heldIn(await cluster.waitUntil('all of them', snapshot => snapshot.sequence >= sequence + 2));
  cluster.process.kill('SIGTERM');
  await waitFor('the ends of those', () => outcomes.length === held);
  expect(outcomes).not.toContain('answered');
  // And not because they have waited for too long.
  expect(cluster.messages()).not.toContainEqual(expect.stringMatching(/ closed: no worker/));
  letGo();
  await Promise.all(clients);
  expect(outcomes.filter(outcome => outcome === 'answered')).toHaveLength(4 - held);
  expect((await cluster.waitForExit()).code).toBe(0);
});

test('an app that listens when all of it stops is told that it cannot', async () => {
  const cluster = await startCluster('signals.cjs', {
    args: ['--kill-timeout', '1h'],
    env: {LISTENS_LATE: '1'},
  });
  expect(await cluster.stop()).toBe(0);
  expect(cluster.logs.filter(({text}) => text === 'ERROR ECANCELED')).toHaveLength(2);
});

test('the handlers of the app run on SIGTERM', async () => {
  const cluster = await startCluster('signals.cjs');
  expect(await cluster.stop()).toBe(0);
  expect(cluster.logs.filter(({text}) => text === 'got SIGTERM')).toHaveLength(2);
  await waitForNoProcess(cluster.place.mark);
});

test('an app that ignores SIGTERM gets SIGKILL after the timeout', async () => {
  const cluster = await startCluster('signals.cjs', {
    args: ['--kill-timeout', '300ms'],
    env: {STUBBORN: '1'},
  });
  expect(await cluster.stop()).toBe(0);
  expect(cluster.messages().filter(message => /was killed: SIGKILL/.test(message))).toHaveLength(2);
  await waitForNoProcess(cluster.place.mark);
});

test('a second signal ends at once what would take long', async () => {
  const cluster = await startCluster('signals.cjs', {args: ['--kill-timeout', '1h'], env: {STUBBORN: '1'}});
  cluster.process.kill('SIGTERM');
  await waitFor(
    'SIGTERM to arrive',
    () => cluster.logs.filter(({text}) => text === 'got SIGTERM').length === 2,
  );
  await insist(cluster);
  expect((await cluster.waitForExit()).code).toBe(0);
  await waitForNoProcess(cluster.place.mark);
});

test('signals that come together are one wish, as where npm passes on what the terminal has told both', async () => {
  const cluster = await startCluster('http.cjs', {args: ['--drain-timeout', '1h']});
  const {answer, letGo} = askSlowly(await cluster.port(), cluster.place.directory);
  await cluster.waitUntil('a request in flight', ({total}) => total.requests.inFlight === 1);
  // Two of one kind would be one to the system.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) cluster.process.kill(signal);
  await cluster.waitUntil('a stop', snapshot => snapshot.cluster.state === 'stopping');
  letGo();
  expect((await answer).body).toBe('slow');
  expect((await cluster.waitForExit()).code).toBe(0);
});

test('a request that comes on an idle connection while the cluster stops is answered', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  const socket = net.connect(await cluster.port(), '127.0.0.1').setEncoding('utf8');
  const ask = async () => {
    socket.write('GET /pid HTTP/1.1\r\nHost: x\r\n\r\n');
    return String((await once(socket, 'data'))[0]);
  };
  await ask();
  // The worker has both to read when it turns to them.
  const [{pid}] = (await cluster.workers()) as [WorkerSnapshot];
  process.kill(pid, 'SIGSTOP');
  cluster.process.kill('SIGTERM');
  await cluster.waitUntil('a stop', snapshot => snapshot.cluster.state === 'stopping');
  const answer = ask();
  process.kill(pid, 'SIGCONT');
  expect(await answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect((await cluster.waitForExit()).code).toBe(0);
});

test('a connection that never ends is cut after the drain timeout', async () => {
  const cluster = await startCluster('http.cjs', {args: ['--drain-timeout', '300ms']});
  const endless = get(await cluster.port(), '/slow?ms=600000');
  const cut = expect(endless).rejects.toThrow();
  await cluster.waitUntil('a request in flight', ({total}) => total.requests.inFlight === 1);
  expect(await cluster.stop()).toBe(0);
  await cut;
});

test('when the master is killed with SIGKILL, its workers end, even one whose event loop is blocked', async () => {
  const cluster = await startCluster('http.cjs', {workers: 3});
  const pids = (await cluster.workers()).map(({pid}) => pid);
  get(await cluster.port(), '/block?ms=600000').catch(() => {});
  await cluster.waitUntil('a blocked worker', ({slots}) => slots.some(({worker}) => worker?.blocked));
  cluster.process.kill('SIGKILL');
  await waitFor('all workers to end', () => pids.every(pid => !isAlive(pid)));
  await waitForNoProcess(cluster.place.mark);
});

test('a process that a worker has left behind, with its output, does not keep the master', async () => {
  const cluster = await startCluster('leaves-behind.cjs', {workers: 1});
  const pid = await cluster.port('child');
  expect(await cluster.stop()).toBe(0);
  expect(isAlive(pid)).toBe(true);
});

test('a stop while the API is being opened ends the cluster', async () => {
  // What serves metrics is opened first, and takes a while to load.
  const cluster = await startCluster('http.cjs', {
    workers: 0,
    args: ['--workers', '1', '--metrics-port', '0'],
  });
  await cluster.waitForEvent(/worker 1 .* starts/);
  expect(await cluster.stop()).toBe(0);
});

test('workers end in order when their master and its guardian were killed, whatever they live for', async () => {
  const place = makePlace();
  const file = path.join(place.directory, 'exits');
  const cluster = await startCluster('tells-its-end.cjs', {place, env: {EXITS: file}});
  const pids = (await cluster.workers()).map(({pid}) => pid);
  const guardian = markedProcesses(place.mark).find(pid => commandLine(pid).includes('/bin/sh'))!;
  process.kill(guardian, 'SIGKILL');
  cluster.process.kill('SIGKILL');
  await waitForNoProcess(place.mark);
  const exits = readFileSync(file, 'utf8').trim().split('\n').map(Number);
  expect(exits.sort()).toEqual(pids.sort());
});

test('under shared, clients that come during a stop do not wait for a worker that is suspended', async () => {
  const args = ['--policy', 'shared', '--drain-timeout', '1h', '--kill-timeout', '1h'];
  const cluster = await startCluster('http.cjs', {workers: 1, args});
  const port = await cluster.port();
  const [{pid}] = (await cluster.workers()) as [WorkerSnapshot];
  process.kill(pid, 'SIGSTOP');
  await cluster.waitUntil('a suspended worker', ({slots}) => slots[0]!.worker!.stopped);
  cluster.process.kill('SIGTERM');
  await cluster.waitUntil('a stop', snapshot => snapshot.cluster.state === 'stopping');
  await expect(get(port)).rejects.toThrow();
  process.kill(pid, 'SIGCONT');
  expect((await cluster.waitForExit()).code).toBe(0);
});
