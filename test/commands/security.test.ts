import {execFile} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, chownSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {promisify} from 'node:util';
import {describe, expect, onTestFinished, test} from 'vitest';
import {startCluster} from '../support/cluster.js';
import {runCommand} from '../support/command.js';
import {appPath, makePlace, socketPathIn} from '../support/place.js';

const NOBODY = 65_534;
const CONNECT = `require('node:net').connect(process.argv[1]).on('connect', () => process.exit(0)).on('error', error => {
  console.log(error.code);
  process.exit(1);
})`;

/** @returns the code of the error; rejects if it could connect. */
async function connectAsNobody(socketPath: string): Promise<string> {
  const become = ['--reuid', `${NOBODY}`, '--regid', `${NOBODY}`, '--clear-groups'];
  const failed = promisify(execFile)('setpriv', [
    ...become,
    process.execPath,
    '-e',
    CONNECT,
    socketPath,
  ]).then(
    () => {
      throw new Error('another user could connect');
    },
    (error: {stdout: string}) => error.stdout.trim(),
  );
  return failed;
}

// Another user can be had by root alone.
describe.runIf(process.getuid!() === 0)('another user (needs root)', () => {
  test('can reach neither the directory of the sockets nor, were it open, the socket', async () => {
    const {place} = await startCluster('http.cjs', {workers: 1});
    const socketPath = socketPathIn(place);
    const directory = path.dirname(socketPath);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
    chmodSync(place.directory, 0o755);
    expect(await connectAsNobody(socketPath)).toBe('EACCES');
    chmodSync(directory, 0o755);
    expect(await connectAsNobody(socketPath)).toBe('EACCES');
  });

  test('who owns the directory of the sockets gets no cluster into it, and cannot pose as one', async () => {
    const place = makePlace();
    const directory = path.join(place.directory, 'clusterview');
    mkdirSync(directory, {mode: 0o777});
    chownSync(directory, NOBODY, NOBODY);
    const line = `clusterview: ${directory} belongs to another user: set XDG_RUNTIME_DIR to a directory of your own\n`;
    const started = await runCommand([appPath('http.cjs'), '--headless'], place);
    expect(started).toMatchObject({code: 1, stderr: line});
    writeFileSync(path.join(place.directory, 'data.json'), '{}');
    const withData = await runCommand([appPath('http.cjs'), '--headless', '--data', 'data.json'], place);
    expect(withData).toMatchObject({code: 1, stderr: line});
    expect(readdirSync(directory)).toEqual([]);
    for (const command of ['list', 'status', 'attach --plain', 'stop']) {
      expect(await runCommand(command.split(' '), place)).toMatchObject({code: 2, stdout: '', stderr: line});
    }
  });

  test('who makes the directory in the temporary one cannot pose as a cluster, and is in nobody’s way', async () => {
    const place = makePlace();
    const directory = path.join(place.directory, `clusterview-${process.geteuid!()}`);
    mkdirSync(directory, {mode: 0o777});
    const pretender = net.createServer();
    onTestFinished(() => void pretender.close());
    pretender.listen(path.join(directory, 'test.sock'));
    await once(pretender, 'listening');
    chownSync(directory, NOBODY, NOBODY);
    expect(await runCommand(['list'], place)).toMatchObject({
      code: 0,
      stdout: 'none is running\n',
      stderr: '',
    });
    const cluster = await startCluster('http.cjs', {place, workers: 1});
    expect(await runCommand(['stop', 'test'], place)).toMatchObject({code: 0, stderr: ''});
    expect((await cluster.waitForExit()).code).toBe(0);
  });
});

test('a directory of the sockets that others could read is closed again at the start', async () => {
  const place = makePlace();
  const directory = path.join(place.directory, 'clusterview');
  mkdirSync(directory);
  chmodSync(directory, 0o755);
  await startCluster('http.cjs', {place, workers: 1});
  expect(statSync(directory).mode & 0o777).toBe(0o700);
});

test('a link in the place of the directory of the sockets is not followed', async () => {
  const place = makePlace();
  const elsewhere = path.join(place.directory, 'elsewhere');
  mkdirSync(elsewhere);
  chmodSync(elsewhere, 0o755);
  symlinkSync(elsewhere, path.join(place.directory, 'clusterview'));
  expect(await runCommand([appPath('http.cjs'), '--headless'], place)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/clusterview is no directory, or a link to one: set/),
  });
  expect(statSync(elsewhere).mode & 0o777).toBe(0o755);
  expect(readdirSync(elsewhere)).toEqual([]);
});
