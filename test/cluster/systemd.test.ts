import {copyFileSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {startCluster} from '../support/cluster.js';
import {runCommand} from '../support/command.js';
import {NotifySocket} from '../support/notify-socket.js';
import {appPath, clientIn, makePlace} from '../support/place.js';
import {waitForNoProcess} from '../support/processes.js';
import {missingProgram} from '../support/programs.js';

const missing = missingProgram('systemd-notify', 'python3');

describe.skipIf(missing)(`with a notify socket${missing ? ` (skipped: there is no ${missing})` : ''}`, () => {
  test('systemd is told of the start, a reload, its end, and the stop', async () => {
    const place = makePlace();
    const socket = await NotifySocket.open(place);
    const cluster = await startCluster('http.cjs', {place, env: {NOTIFY_SOCKET: socket.path}});
    await socket.waitForLine('READY=1');
    const before = process.hrtime.bigint() / 1000n;
    await cluster.client.reload();
    await socket.waitForLine('READY=1', 2);
    const [sent] = socket.linesOf('MONOTONIC_USEC');
    expect(BigInt(sent!.split('=')[1]!) > before).toBe(true);
    expect(await cluster.stop()).toBe(0);
    await socket.waitForLine('STOPPING=1');
    const states = socket.linesOf('READY', 'RELOADING', 'STOPPING', 'MAINPID', 'WATCHDOG');
    expect(states).toEqual(['READY=1', 'RELOADING=1', 'READY=1', 'STOPPING=1']);
    const ready = socket.messages.find(message => message.startsWith('READY=1'));
    expect(ready).toBe('READY=1\nSTATUS=2 of 2 workers ready');
    expect(socket.messages.find(message => message.startsWith('RELOADING=1'))).toContain('MONOTONIC_USEC=');
  });

  test('a reload that fails ends for systemd, too: the old workers serve', async () => {
    const place = makePlace();
    const socket = await NotifySocket.open(place);
    const app = path.join(place.directory, 'app.cjs');
    copyFileSync(appPath('http.cjs'), app);
    const cluster = await startCluster(app, {place, env: {NOTIFY_SOCKET: socket.path}});
    await socket.waitForLine('READY=1');
    writeFileSync(app, 'throw new Error("broken on purpose")');
    await expect(cluster.client.reload()).rejects.toThrow('broken on purpose');
    await socket.waitForLine('READY=1', 2);
    expect(socket.linesOf('READY', 'RELOADING')).toEqual(['READY=1', 'RELOADING=1', 'READY=1']);
  });

  test('it is ready only when all workers are, and says what is missing', async () => {
    const place = makePlace();
    const socket = await NotifySocket.open(place);
    await startCluster('wait-ready.cjs', {
      place,
      workers: 0,
      args: ['--workers', '2', '--wait-ready', '--ready-timeout', '1m'],
      env: {NOTIFY_SOCKET: socket.path, NEVER: '1'},
    });
    await socket.waitForLine('STATUS=starting: 0 of 2 workers ready');
    expect(socket.linesOf('READY')).toEqual([]);
  });

  test('systemd is told that the event loop turns, if it is this process that it watches', async () => {
    const place = makePlace();
    const socket = await NotifySocket.open(place);
    const env = {NOTIFY_SOCKET: socket.path, WATCHDOG_USEC: '400000'};
    await startCluster('http.cjs', {place, env});
    await socket.waitForLine('WATCHDOG=1', 3);
    const other = makePlace();
    const otherSocket = await NotifySocket.open(other);
    const cluster = await startCluster('http.cjs', {
      place: other,
      env: {NOTIFY_SOCKET: otherSocket.path, WATCHDOG_USEC: '4000', WATCHDOG_PID: '1'},
    });
    await otherSocket.waitForLine('READY=1');
    expect(await cluster.stop()).toBe(0);
    await otherSocket.waitForLine('STOPPING=1');
    expect(otherSocket.linesOf('WATCHDOG')).toEqual([]);
  });

  test('a master in the background says which process is the main one now', async () => {
    const place = makePlace();
    const socket = await NotifySocket.open(place);
    Object.assign(place.env, {NOTIFY_SOCKET: socket.path});
    const args = [appPath('http.cjs'), '--name', 'test', '--detach', '-w', '2'];
    expect(await runCommand(args, place)).toMatchObject({code: 0});
    const {master} = await clientIn(place).status();
    await socket.waitForLine('READY=1');
    expect(socket.messages[0]).toBe(`MAINPID=${master.pid}`);
    expect(await runCommand(['stop'], place)).toMatchObject({code: 0});
    await socket.waitForLine('STOPPING=1');
    await waitForNoProcess(place.mark);
  });
});

test('the workers do not find what is meant for the master in their environment', async () => {
  const place = makePlace();
  const env = {
    NOTIFY_SOCKET: path.join(place.directory, 'none'),
    WATCHDOG_USEC: '10000000',
    WATCHDOG_PID: '1',
    INVOCATION_ID: 'kept',
  };
  const cluster = await startCluster('http.cjs', {place, workers: 1, env});
  const [worker] = await cluster.workers();
  const names = readFileSync(`/proc/${worker!.pid}/environ`, 'utf8').split('\0');
  expect(names).toContain('INVOCATION_ID=kept');
  expect(names.filter(name => /^(NOTIFY_SOCKET|WATCHDOG)/.test(name))).toEqual([]);
});

test('a service manager that does not listen is told of in one event, and the cluster serves on', async () => {
  const place = makePlace();
  const env = {NOTIFY_SOCKET: path.join(place.directory, 'none'), WATCHDOG_USEC: '100000'};
  const cluster = await startCluster('http.cjs', {place, env});
  await cluster.waitForEvent(/^systemd cannot be told how the cluster is doing: ./);
  await cluster.client.reload();
  expect(await cluster.stop()).toBe(0);
  expect(cluster.messages().filter(message => message.startsWith('systemd cannot'))).toHaveLength(1);
});
