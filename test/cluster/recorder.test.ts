import {execFileSync, spawn} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {readHeader} from '../../source/recording/header.js';
import {Recording} from '../../source/recording/recording.js';
import {startCluster} from '../support/cluster.js';
import {asOrdinaryUser, runCommand} from '../support/command.js';
import {get, sendMany} from '../support/http.js';
import {listenerPort} from '../support/listener-port.js';
import {appPath, COMMAND, clientIn, makePlace, type Place} from '../support/place.js';
import {waitForNoProcess} from '../support/processes.js';
import {craftRecording, printRecording, someEvents} from '../support/recording.js';
import {expectRefused} from '../support/refused.js';
import {waitFor} from '../support/wait-for.js';

const sizeOf = (file: string) => statSync(file, {throwIfNoEntry: false})?.size ?? 0;

test('what happened up to a second before the master was killed is in the recording', async () => {
  const place = makePlace();
  const file = path.join(place.directory, 'flight.cv');
  const cluster = await startCluster('http.cjs', {place, args: ['--record', file]});
  const port = await cluster.port();
  await sendMany(port, 50);
  await cluster.waitUntil('50 requests', ({total}) => total.requests.finished === 50);
  await get(port, '/throw').catch(() => {});
  const {sequence} = await cluster.waitUntil('the crash', ({total}) => total.crashes === 1);
  await cluster.waitForReady(2);
  const last = await cluster.waitUntil('two seconds more', snapshot => snapshot.sequence >= sequence + 2);
  cluster.process.kill('SIGKILL');
  await cluster.waitForExit();

  expect(statSync(file).mode & 0o777).toBe(0o600);
  const recorded = await printRecording(file, place);
  const sequences = recorded.snapshots.map(snapshot => snapshot.sequence);
  // The first one is of when the file was made.
  const [, ...ticks] = sequences;
  expect(ticks).toEqual(Array.from({length: ticks.length}, (_, index) => index + 1));
  expect(sequences.at(-1)).toBeGreaterThanOrEqual(last.sequence - 1);
  const until = recorded.snapshots.at(-1)!.at;
  expect(recorded.events).toEqual(cluster.events.slice(0, recorded.events.length));
  expect(cluster.events.slice(recorded.events.length).filter(({at}) => at < until)).toEqual([]);
  expect(recorded.events.map(({message}) => message)).toContainEqual(
    expect.stringMatching(/crashed: uncaught exception: TypeError: thrown on purpose/),
  );
  expect(recorded.logs).toEqual(cluster.logs.slice(0, recorded.logs.length));
  expect(cluster.logs.slice(recorded.logs.length).filter(({at}) => at < until)).toEqual([]);
  expect(recorded.snapshots.at(-1)!.total).toMatchObject({crashes: 1, requests: {finished: 50}});
});

test('a graceful stop is recorded to its end', async () => {
  const place = makePlace();
  const file = path.join(place.directory, 'flight.cv');
  const cluster = await startCluster('http.cjs', {place, args: ['--record', file]});
  expect(await cluster.stop()).toBe(0);
  const recorded = await printRecording(file, place);
  expect(recorded.events).toEqual(cluster.events);
  expect(recorded.snapshots.at(-1)!.cluster.state).toBe('stopping');
  expect(recorded.snapshots.at(-1)!.slots.map(({worker}) => worker)).toEqual([null, null]);
  // The whole file is ordinary gzip.
  const lines = execFileSync('gzip', ['-dc'], {input: readFileSync(file), encoding: 'utf8'})
    .trimEnd()
    .split('\n');
  expect(lines.filter(line => /^\{"type":"(event|log|snapshot)"/.test(line))).toHaveLength(
    recorded.messages.length,
  );
});

test('it goes on in a new file where one is full, stays below its bound, and each file has all that happened before', async () => {
  const place = makePlace();
  const file = path.join(place.directory, 'flight.cv');
  const cluster = await startCluster('random-lines.cjs', {
    place,
    workers: 1,
    args: ['--record', file, '--record-size', '2MB'],
  });
  const begun = new Set<number>();
  let largest = 0;
  await waitFor(
    () => `the third file; ${cluster.messages().join(' | ')}`,
    async () => {
      largest = Math.max(largest, sizeOf(file), sizeOf(`${file}.1`));
      const header = await readHeader(file).catch(() => null);
      if (header) begun.add(header.startedAt);
      return begun.size >= 3;
    },
  );
  expect(await cluster.stop()).toBe(0);
  expect(largest).toBeLessThanOrEqual(1024 * 1024);
  expect(sizeOf(file) + sizeOf(`${file}.1`)).toBeLessThanOrEqual(2 * 1024 * 1024);
  expect(sizeOf(`${file}.1`)).toBeGreaterThan(512 * 1024);
  expect(statSync(`${file}.1`).mode & 0o777).toBe(0o600);

  const before = await printRecording(`${file}.1`, place);
  const after = await printRecording(file, place);
  expect(before.snapshots.length).toBeGreaterThan(0);
  // The workers were ready before the first of the three files was full.
  for (const [name, {events}] of [
    [`${file}.1`, before],
    [file, after],
  ] as const) {
    const recording = await Recording.open(name);
    expect(recording.past).toContainEqual(cluster.events.find(({message}) => / is ready/.test(message)));
    expect([...recording.past, ...events]).toEqual(
      cluster.events.slice(0, recording.past.length + events.length),
    );
    await recording.close();
  }
  expect(after.snapshots.at(-1)!.cluster.state).toBe('stopping');
  expect(cluster.messages().filter(message => message.includes('lacks'))).toEqual([]);
  const ids = [...before.logs, ...after.logs].map(({id}) => id);
  expect(ids).toEqual(Array.from({length: ids.length}, (_, index) => ids[0]! + index));
});

test('an earlier recording moves aside', async () => {
  const place = makePlace();
  const file = path.join(place.directory, 'flight.cv');
  craftRecording(file, someEvents(3));
  const earlier = readFileSync(file);
  const cluster = await startCluster('http.cjs', {place, workers: 1, args: ['--record', file]});
  await waitFor(
    'the new file',
    async () => (await readHeader(file).catch(() => null))?.masterPid === cluster.process.pid,
  );
  expect(readFileSync(`${file}.1`)).toEqual(earlier);
  expect(await cluster.stop()).toBe(0);
});

test('a cluster whose name is taken leaves the recording of the one that has it alone', async () => {
  const place = makePlace();
  const file = path.join(place.directory, 'flight.cv');
  const first = await startCluster('http.cjs', {place, workers: 1, args: ['--record', file]});
  await waitFor('the recording', () => sizeOf(file) > 0);
  const other = path.join(place.directory, 'other.cv');
  craftRecording(other, someEvents(3));
  const {code} = await runCommand([appPath('http.cjs'), '--name', 'test', '--record', other], place);
  expect(code).toBe(1);
  expect(existsSync(`${other}.1`)).toBe(false);
  expect(await first.stop()).toBe(0);
});

function refuse(place: Place, file: string, line: RegExp, wrapper?: readonly string[]): Promise<void> {
  return expectRefused(place, ['--record', file], line, wrapper);
}

test.each(['flight.cv', 'flight.cv.1'])(
  'another file in the place of %s is refused, and left as it is',
  async name => {
    const place = makePlace();
    const file = path.join(place.directory, 'flight.cv');
    craftRecording(file, someEvents(3));
    const foreign = path.join(place.directory, name);
    writeFileSync(foreign, 'my diary\n');
    await refuse(place, file, /^clusterview: --record: \S+ exists and is no recording, it stays as it is/);
    expect(readFileSync(foreign, 'utf8')).toBe('my diary\n');
    await waitForNoProcess(place.mark);
  },
);

test('a directory that is not there, or may not be written to, is one clear line', async () => {
  const place = makePlace();
  await refuse(
    place,
    path.join(place.directory, 'no', 'flight.cv'),
    /^clusterview: --record: \S+ is no directory/,
  );
  const closed = path.join(place.directory, 'closed');
  mkdirSync(closed, {mode: 0o500});
  await refuse(place, path.join(closed, 'flight.cv'), /no permission to make files in/, asOrdinaryUser);
  await refuse(place, '/dev/null', /\/dev\/null exists and is no recording/);
});

test('a file that another cluster records to is refused', async () => {
  const place = makePlace();
  const file = path.join(place.directory, 'flight.cv');
  const cluster = await startCluster('http.cjs', {place, workers: 1, args: ['--record', file]});
  await waitFor('the recording', () => sizeOf(file) > 0);
  await refuse(
    place,
    file,
    new RegExp(`is being written by the cluster "test" \\(pid ${cluster.process.pid}\\)`),
  );
  expect(existsSync(`${file}.1`)).toBe(false);
  expect(await cluster.stop()).toBe(0);
});

test('a write error pauses the recording and says so, and the cluster serves on', async () => {
  const place = makePlace();
  const file = path.join(place.directory, 'flight.cv');
  // No file may become larger than 200 blocks: a write beyond fails.
  const limited = ['-c', 'ulimit -f 200; exec "$@"', 'sh', process.execPath, COMMAND];
  const args = [appPath('random-lines.cjs'), '--name', 'test', '-w', '1', '--record', file];
  const child = spawn('/bin/sh', [...limited, ...args], {
    env: place.env,
    cwd: place.directory,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  let told: string | undefined;
  child.stdout.setEncoding('utf8').on('data', text => {
    output = (output + text).slice(-1_000_000);
    told ??= /the recording to \S+ pauses, the cluster serves on: EFBIG.*/.exec(output)?.[0];
  });
  await waitFor('the event', () => told);
  expect(told).toContain(file);
  const port = await listenerPort(clientIn(place));
  expect(await sendMany(port, 20)).toEqual({answered: 20, failed: 0});
  const recorded = await printRecording(file, place);
  expect(recorded.logs.length).toBeGreaterThan(10);
  child.kill('SIGTERM');
  await waitForNoProcess(place.mark);
});

const mayMount = canMount();

test.skipIf(!mayMount)(
  'on a disk that was full it goes on when there is room again (needs the right to mount)',
  async () => {
    const place = makePlace();
    const disk = path.join(place.directory, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', disk]);
    onTestFinished(() => {
      execFileSync('umount', ['--lazy', disk]);
    });
    const file = path.join(disk, 'flight.cv');
    const cluster = await startCluster('random-lines.cjs', {place, workers: 1, args: ['--record', file]});
    await cluster.waitForEvent(/the recording to \S+ pauses, the cluster serves on: ENOSPC/);
    execFileSync('mount', ['-o', 'remount,size=100m', disk]);
    const resumed = await cluster.waitForEvent(/the recording to \S+ goes on, /);
    const {sequence} = await cluster.snapshot();
    await cluster.waitUntil('two seconds more', snapshot => snapshot.sequence >= sequence + 2);
    expect(await cluster.stop()).toBe(0);
    const recorded = await printRecording(file, place);
    expect(recorded.events).toContainEqual(resumed);
    if (resumed.message.endsWith('nothing is missing')) {
      const ids = recorded.logs.map(({id}) => id);
      expect(ids).toEqual(Array.from({length: ids.length}, (_, index) => index + 1));
    }
  },
);

function canMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
}
