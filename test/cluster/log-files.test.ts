import {execFileSync, spawn} from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import type {LogLine} from '../../source/api/types.js';
import {startCluster} from '../support/cluster.js';
import {asOrdinaryUser, runCommand} from '../support/command.js';
import {get, sendMany} from '../support/http.js';
import {listenerPort} from '../support/listener-port.js';
import {appPath, clientIn, makePlace, type Place} from '../support/place.js';
import {waitForNoProcess} from '../support/processes.js';
import {expectRefused} from '../support/refused.js';
import {waitFor} from '../support/wait-for.js';

const textOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
const sizeOf = (file: string) => statSync(file, {throwIfNoEntry: false})?.size ?? 0;
const modeOf = (file: string) => statSync(file).mode & 0o777;
const linesOf = (...files: readonly string[]) => files.flatMap(file => textOf(file).split('\n').slice(0, -1));

const timeOf = ({at}: LogLine) => new Date(at).toISOString();
const ownLine = (line: LogLine) => `${timeOf(line)} ${line.text}`;
const mergedLine = (line: LogLine) => `${timeOf(line)} ${line.slot} ${line.stream} ${line.text}`;

test('what the workers write is in one file for each and in one for all, to the last line', async () => {
  const place = makePlace();
  const app = path.join(place.directory, 'wordy.cjs');
  writeFileSync(
    app,
    `console.log('out ünd über'); console.error('on stderr');
    require('node:http').createServer().listen(0);
    process.on('SIGTERM', () => {
      const lines = Array.from({length: 2000}, (_, i) => 'last line ' + i + '\\n');
      process.stdout.write(lines.join(''), () => process.exit(0));
    });`,
  );
  const logDir = path.join(place.directory, 'made', 'logs');
  const cluster = await startCluster(app, {place, args: ['--log-dir', logDir]});
  await waitFor('the first lines', () => linesOf(path.join(logDir, 'all.log')).length === 4);
  expect(modeOf(logDir)).toBe(0o700);
  expect(await cluster.stop()).toBe(0);

  expect(readdirSync(logDir).sort()).toEqual(['all.log', 'worker-1.log', 'worker-2.log']);
  expect(cluster.logs).toHaveLength(4 + 2 * 2000);
  expect(linesOf(path.join(logDir, 'all.log'))).toEqual(cluster.logs.map(mergedLine));
  expect(modeOf(path.join(logDir, 'all.log'))).toBe(0o600);
  for (const slot of [1, 2]) {
    const file = path.join(logDir, `worker-${slot}.log`);
    expect(linesOf(file)).toEqual(cluster.logs.filter(line => line.slot === slot).map(ownLine));
    expect(modeOf(file)).toBe(0o600);
  }
});

test('a file moves aside before it is too large, and only so many old ones are kept', async () => {
  const place = makePlace();
  const logDir = path.join(place.directory, 'logs');
  const all = path.join(logDir, 'all.log');
  mkdirSync(logDir);
  for (const number of [3, 4]) writeFileSync(`${all}.${number}`, 'from a time when more were kept\n');
  const cluster = await startCluster('random-lines.cjs', {
    place,
    workers: 1,
    args: ['--log-dir', logDir, '--log-size', '64K', '--log-files', '2'],
  });
  let largest = 0;
  // About 2 KB each: several files more than are kept.
  await waitFor('400 lines', () => {
    for (const name of readdirSync(logDir)) largest = Math.max(largest, sizeOf(path.join(logDir, name)));
    return cluster.logs.length >= 400;
  });
  expect(await cluster.stop()).toBe(0);
  const names = ['all.log', 'worker-1.log'].flatMap(name => [name, `${name}.1`, `${name}.2`]);
  expect(readdirSync(logDir).sort()).toEqual(names.sort());
  for (const name of names) {
    largest = Math.max(largest, sizeOf(path.join(logDir, name)));
    expect(modeOf(path.join(logDir, name))).toBe(0o600);
  }
  expect(largest).toBeLessThanOrEqual(64 * 1024);
  // Nothing is missing between them.
  const kept = linesOf(`${all}.2`, `${all}.1`, all);
  expect(kept.length).toBeGreaterThan(40);
  expect(kept).toEqual(cluster.logs.slice(-kept.length).map(mergedLine));
  expect(cluster.messages().filter(message => message.includes('log file'))).toEqual([]);
});

test('a file is filled before it moves aside, also by more lines at once than it has room for', async () => {
  const place = makePlace();
  const app = path.join(place.directory, 'bursts.cjs');
  writeFileSync(
    app,
    `const write = count => process.stdout.write(('x'.repeat(99) + '\\n').repeat(count));
    require('node:http').createServer((_, response) => response.end(String(write(600)))).listen(0);
    write(100);`,
  );
  const logDir = path.join(place.directory, 'logs');
  const all = path.join(logDir, 'all.log');
  const cluster = await startCluster(app, {
    place,
    workers: 1,
    args: ['--log-dir', logDir, '--log-size', '64K'],
  });
  await waitFor('the first lines', () => linesOf(all).length === 100);
  await get(await listenerPort(cluster.client));
  for (const file of [all, path.join(logDir, 'worker-1.log')]) {
    await waitFor('the other lines', () => linesOf(`${file}.1`, file).length === 700);
    const [next] = linesOf(file);
    expect(sizeOf(`${file}.1`) + next!.length + 1).toBeGreaterThan(64 * 1024);
    expect(sizeOf(`${file}.1`)).toBeLessThanOrEqual(64 * 1024);
  }
  expect(await cluster.stop()).toBe(0);
});

test('what is there already is continued', async () => {
  const place = makePlace();
  const all = path.join(place.directory, 'all.log');
  writeFileSync(all, 'from the last time\n', {mode: 0o640});
  const cluster = await startCluster('http.cjs', {place, args: ['--log-dir', place.directory]});
  expect(await cluster.stop()).toBe(0);
  expect(linesOf(all)).toEqual(['from the last time', ...cluster.logs.map(mergedLine)]);
  expect(modeOf(all)).toBe(0o640);
});

test('after files were renamed SIGUSR2 makes new ones, and no line is lost', async () => {
  const place = makePlace();
  const logDir = path.join(place.directory, 'logs');
  const files = ['all.log', 'worker-1.log', 'worker-2.log'].map(name => path.join(logDir, name));
  const cluster = await startCluster('lines.cjs', {
    place,
    args: ['--log-dir', logDir],
    env: {LINES: '2000'},
  });
  for (const round of [1, 2, 3]) {
    await waitFor('lines in each file', () => files.every(file => sizeOf(file) > 10_000));
    const before = cluster.events.length;
    for (const file of files) renameSync(file, `${file}-round-${round}`);
    cluster.process.kill('SIGUSR2');
    await cluster.waitForEvent(/^the log files in \S+ were opened again$/, before);
    const renamed = files.map(file => sizeOf(`${file}-round-${round}`));
    await waitFor('lines in each new file', () => files.every(file => sizeOf(file) > 0));
    expect(files.map(file => sizeOf(`${file}-round-${round}`))).toEqual(renamed);
  }
  expect(await cluster.stop()).toBe(0);
  const written = (file: string) => linesOf(...[1, 2, 3].map(round => `${file}-round-${round}`), file);
  expect(written(files[0]!)).toEqual(cluster.logs.map(mergedLine));
  for (const slot of [1, 2]) {
    const own = cluster.logs.filter(line => line.slot === slot);
    expect(written(files[slot]!)).toEqual(own.map(ownLine));
  }
});

const detach = (place: Place, ...args: readonly string[]) =>
  runCommand([appPath('http.cjs'), '--name', 'test', '--detach', '-w', '1', ...args], place);

test('a master in the background opens its log files again, too', async () => {
  const place = makePlace();
  const all = path.join(place.directory, 'logs', 'all.log');
  expect(await detach(place, '--log-dir', path.dirname(all))).toMatchObject({code: 0});
  await waitFor('the first line', () => sizeOf(all) > 0);
  const client = clientIn(place);
  const {master} = await client.status();
  renameSync(all, `${all}.old`);
  process.kill(master.pid, 'SIGUSR2');
  await waitFor('a new file', () => existsSync(all));
  expect((await get(await listenerPort(client))).status).toBe(200);
  expect(await runCommand(['stop'], place)).toMatchObject({code: 0});
  await waitForNoProcess(place.mark);
});

test('where no log files are written SIGUSR2 is harmless', async () => {
  const cluster = await startCluster('http.cjs');
  cluster.process.kill('SIGUSR2');
  expect(await sendMany(await cluster.port(), 20)).toEqual({answered: 20, failed: 0});
  expect(await cluster.stop()).toBe(0);

  const place = makePlace();
  await detach(place);
  const {master} = await clientIn(place).status();
  process.kill(master.pid, 'SIGUSR2');
  expect((await clientIn(place).status()).master.pid).toBe(master.pid);
  expect(await runCommand(['stop'], place)).toMatchObject({code: 0});
});

test('a disk that does not answer holds up nothing, and what it does not take is counted', async () => {
  const place = makePlace();
  const all = path.join(place.directory, 'all.log');
  // Opening it waits for a reader.
  execFileSync('mkfifo', ['-m', '600', all]);
  const cluster = await startCluster('random-lines.cjs', {
    place,
    workers: 1,
    args: ['--log-dir', place.directory],
  });
  const told = await cluster.waitForEvent(/^the log files in \S+ lack \d+ lines: the disk is too slow/);
  expect(told).toMatchObject({kind: 'log-files', severity: 'warning'});
  expect(told.detail).toMatch(/^all\.log: \d+ lines?$/m);
  expect(await sendMany(await cluster.port(), 20)).toEqual({answered: 20, failed: 0});

  const reader = spawn('cat', [all], {stdio: ['ignore', 'pipe', 'ignore']});
  onTestFinished(() => {
    reader.kill();
  });
  const ended = new Promise(resolve => reader.once('close', resolve));
  let text = '';
  reader.stdout.setEncoding('utf8').on('data', chunk => {
    text += chunk;
  });
  // From then on the disk answers.
  await waitFor('the reader', () => text !== '');
  expect(await cluster.stop()).toBe(0);
  await ended;
  const written = text.split('\n').slice(0, -1);
  expect(written.slice(0, 500)).toEqual(cluster.logs.slice(0, 500).map(mergedLine));
  const lack = cluster.events.flatMap(
    ({detail}) => /^all\.log: (\d+) lines?$/m.exec(detail ?? '')?.[1] ?? [],
  );
  expect(cluster.logs.length - written.length).toBe(lack.reduce((sum, lines) => sum + Number(lines), 0));
});

test('a disk that never answers does not hold up the end of a master, in whatever way that runs', async () => {
  const place = makePlace();
  const all = path.join(place.directory, 'all.log');
  // Opening it waits for a reader, in a thread that Node would wait for.
  execFileSync('mkfifo', ['-m', '600', all]);
  const args = ['--log-dir', place.directory];
  const cluster = await startCluster('lines.cjs', {place, workers: 1, args, env: {FIRST: '3'}});
  cluster.process.kill('SIGTERM');
  expect(await cluster.waitForExit()).toEqual({code: null, signal: 'SIGKILL'});
  expect(cluster.messages()).toContainEqual(
    expect.stringMatching(/lack \d+ lines: the disk did not take them$/),
  );

  await runCommand([appPath('lines.cjs'), '--name', 'test', '--detach', ...args], place);
  expect(await runCommand(['stop'], place)).toMatchObject({code: 0});
  await waitForNoProcess(place.mark);
});

test('a file that cannot be written is told once, the others go on, and it is tried again', async () => {
  const place = makePlace();
  const all = path.join(place.directory, 'all.log');
  mkdirSync(all);
  const cluster = await startCluster('lines.cjs', {
    place,
    workers: 1,
    args: ['--log-dir', place.directory],
    env: {FIRST: '3'},
  });
  const told = await cluster.waitForEvent(
    /^the log file \S+\/all\.log cannot be written, the cluster serves/,
  );
  expect(told).toMatchObject({kind: 'log-files', severity: 'warning'});
  expect(told.message).toMatch(/: EISDIR: illegal operation on a directory/);
  const own = path.join(place.directory, 'worker-1.log');
  await waitFor('the lines of the worker', () => linesOf(own).length === 3);
  await get(await listenerPort(cluster.client), '/out?text=more');
  await waitFor('one more', () => linesOf(own).length === 4);
  renameSync(all, `${all}.directory`);
  await cluster.waitForEvent(/^the log files in \S+ are written again, nothing is missing$/);
  expect(linesOf(all)).toEqual(cluster.logs.map(mergedLine));
  expect(cluster.messages().filter(message => message.includes('log file'))).toHaveLength(2);
  expect(await cluster.stop()).toBe(0);
});

test.skipIf(!canMount())(
  'on a full disk the cluster serves on, and writes again when there is room (needs the right to mount)',
  async () => {
    const place = makePlace();
    const disk = path.join(place.directory, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
    onTestFinished(() => {
      execFileSync('umount', ['--lazy', disk]);
    });
    const cluster = await startCluster('random-lines.cjs', {place, workers: 1, args: ['--log-dir', disk]});
    const told = await cluster.waitForEvent(
      /^the log file \S+ cannot be written, the cluster serves on: ENOSPC/,
    );
    expect(told.severity).toBe('warning');
    // Long enough for the queues to run over.
    await waitFor('many lines', () => cluster.logs.length > 2500);
    expect(await sendMany(await cluster.port(), 20)).toEqual({answered: 20, failed: 0});
    execFileSync('mount', ['-o', 'remount,size=100m', disk]);
    const again = await cluster.waitForEvent(/^the log files in \S+ are written again, they lack \d+ lines$/);
    expect(again.severity).toBe('good');
    expect(await cluster.stop()).toBe(0);
    expect(cluster.messages().filter(message => message.includes('log file'))).toHaveLength(2);

    // Whole lines only, in their order, and as many as it says.
    const own = linesOf(path.join(disk, 'worker-1.log'));
    const all = linesOf(path.join(disk, 'all.log'));
    expect(own).toEqual(withoutMissing(cluster.logs.map(ownLine), own));
    expect(all).toEqual(withoutMissing(cluster.logs.map(mergedLine), all));
    const missing = 2 * cluster.logs.length - own.length - all.length;
    expect(again.message).toContain(`they lack ${missing} lines`);
  },
);

/** Those that are also in the file, as they came. */
function withoutMissing(lines: readonly string[], file: readonly string[]): string[] {
  const there = new Set(file);
  return lines.filter(line => there.has(line));
}

test('with --watch log files among those of the app do not reload it', async () => {
  const place = makePlace();
  const root = path.join(place.directory, 'app');
  mkdirSync(root);
  const app = path.join(root, 'app.cjs');
  copyFileSync(appPath('lines.cjs'), app);
  const cluster = await startCluster(app, {
    place,
    args: ['--watch', '--cwd', root, '--log-dir', root],
  });
  await cluster.waitForEvent(/^watching /);
  await get(await listenerPort(cluster.client), '/out?text=more');
  await waitFor('the line', () => textOf(path.join(root, 'all.log')).includes(' more\n'));
  writeFileSync(path.join(root, 'other.cjs'), '');
  await cluster.waitForEvent(/^2 workers reloaded$/);
  const changes = cluster.messages().filter(message => / changed(,|$)/.test(message));
  expect(changes).toEqual(['other.cjs changed']);
});

test('a directory that cannot be made, or not be written to, is one clear line', async () => {
  const place = makePlace();
  const file = path.join(place.directory, 'file');
  writeFileSync(file, '');
  const closed = path.join(place.directory, 'closed');
  mkdirSync(closed, {mode: 0o500});
  await refuse(place, file, /^clusterview: --log-dir: \S+\/file cannot be made: EEXIST/);
  await refuse(place, path.join(file, 'logs'), /\/file\/logs cannot be made: ENOTDIR/);
  await refuse(place, path.join(closed, 'logs'), /cannot be made: EACCES/, asOrdinaryUser);
  if (process.platform === 'linux') await refuse(place, '/proc/logs', /\/proc\/logs cannot be made: ENOENT/);
  await refuse(place, closed, /--log-dir: no permission to make files in \S+/, asOrdinaryUser);
});

test.runIf(process.platform === 'linux')('two clusters do not write to the same files', async () => {
  const place = makePlace();
  const all = path.join(place.directory, 'logs', 'all.log');
  const cluster = await startCluster('http.cjs', {place, workers: 1, args: ['--log-dir', path.dirname(all)]});
  await waitFor('the log files', () => existsSync(all));
  const line =
    /--log-dir: \S+\/logs has the log files of "clusterview .*" \(pid (\d+)\): give each cluster its own/;
  const other = await runCommand(
    [appPath('http.cjs'), '--name', 'other', '--detach', '--log-dir', path.dirname(all)],
    place,
  );
  expect(other).toMatchObject({code: 2, stdout: '', stderr: expect.stringMatching(line)});
  expect(Number(line.exec(other.stderr)![1])).toBe(cluster.process.pid);
});

function refuse(place: Place, file: string, line: RegExp, wrapper?: readonly string[]): Promise<void> {
  return expectRefused(place, ['--log-dir', file], line, wrapper);
}

function canMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
}
