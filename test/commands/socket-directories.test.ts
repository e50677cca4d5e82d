import {spawn} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {socketDirectories} from '../../source/api/socket.js';
import {runCommand} from '../support/command.js';
import {
  appPath,
  COMMAND,
  clientIn,
  makePlace,
  type Place,
  withoutRuntimeDirectory,
} from '../support/place.js';
import {isAlive, waitForNoProcess} from '../support/processes.js';
import {waitFor} from '../support/wait-for.js';

const start = (place: Place, workers: number) =>
  runCommand([appPath('http.cjs'), '--name', 'test', '--detach', '-w', `${workers}`], place);

test('a cluster that was started without a runtime directory is found where there is one, and no other gets its name', async () => {
  const login = makePlace();
  expect(await start(withoutRuntimeDirectory(login), 1)).toMatchObject({code: 0, stderr: ''});

  expect((await runCommand(['list'], login)).stdout).toMatch(/^test +running /m);
  expect((await runCommand(['status', 'test'], login)).stdout).toMatch(/^test: running, 1 worker,/);
  const again = await start(login, 1);
  expect(again).toMatchObject({code: 1, stdout: ''});
  expect(again.stderr).toMatch(/^clusterview: a cluster named "test" runs already: .*\n$/);
  expect(await runCommand(['stop'], login)).toMatchObject({code: 0, stderr: ''});
  await waitForNoProcess(login.mark);
});

test('of two clusters that have one name, it means the one where new ones are', async () => {
  const login = makePlace();
  // In this order, since what has no runtime directory does not know of the first.
  expect(await start(login, 1)).toMatchObject({code: 0});
  expect(await start(withoutRuntimeDirectory(login), 2)).toMatchObject({code: 0});

  expect((await runCommand(['list'], login)).stdout).toMatch(/^test +running +1 .*\ntest +running +2 /m);
  for (const workers of ['1 worker', '2 workers']) {
    expect((await runCommand(['status', 'test'], login)).stdout).toMatch(
      new RegExp(`^test: running, ${workers},`),
    );
    expect(await runCommand(['stop', 'test'], login)).toMatchObject({code: 0, stderr: ''});
  }
  await waitForNoProcess(login.mark);
});

test('of two that have one name, the end of the one that is stopped is not waited for at the other', async () => {
  const login = makePlace();
  await start(login, 1);
  await start(withoutRuntimeDirectory(login), 2);
  const {master} = await clientIn(login).status();
  const child = spawn(process.execPath, [COMMAND, 'stop', 'test'], {
    env: login.env,
    cwd: login.directory,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    // Most likely it is only then that it looks for the end, which is over when it goes on.
    if (stdout === '') child.kill('SIGSTOP');
    stdout += text;
  });
  const exit = new Promise(resolve => child.once('close', resolve));
  await waitFor('the end of the first', () => stdout !== '' && !isAlive(master.pid));
  child.kill('SIGCONT');
  expect(await exit).toBe(0);
  expect(stdout).toBe('stopping 1 worker, asked by the API\nstopped\n');
  expect((await runCommand(['status', 'test'], login)).stdout).toMatch(/^test: running, 2 workers,/);
  await runCommand(['stop', 'test'], login);
  await waitForNoProcess(login.mark);
});

test('what has no runtime directory looks into that of a login, too', () => {
  const logins = makePlace().directory;
  const [temporary] = socketDirectories({}, logins);
  expect(socketDirectories({}, logins)).toEqual([temporary]);
  const ofLogin = path.join(logins, `${process.geteuid!()}`, 'clusterview');
  mkdirSync(ofLogin, {recursive: true});
  expect(socketDirectories({}, logins)).toEqual([temporary, ofLogin]);
});
