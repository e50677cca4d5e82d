import {spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {chownSync, writeFileSync} from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {expect, test} from 'vitest';
import {runCommand} from '../support/command.js';
import {
  appPath,
  COMMAND,
  clientIn,
  makePlace,
  type Place,
  socketPathIn,
  withoutRuntimeDirectory,
} from '../support/place.js';
import {isAlive, waitForNoProcess} from '../support/processes.js';
import {waitFor} from '../support/wait-for.js';

/** A user that no machine knows. */
const NAMELESS = 54_321;
const nameless = ['setpriv', `--reuid=${NAMELESS}`, `--regid=${NAMELESS}`, '--clear-groups'];

const detach = (app: string, place: Place, args: readonly string[] = []) =>
  runCommand([appPath(app), '--name', 'test', '--detach', '-w', '2', ...args], place);

test('--detach returns when the workers serve, and the cluster is there to be seen, reloaded and stopped', async () => {
  const place = makePlace();
  const {code, stdout, stderr} = await detach('http.cjs', place);
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  expect(stdout).toMatch(
    /^test runs with 2 workers, listening on \S+:\d+; see it with: clusterview attach test\n$/,
  );
  const client = clientIn(place);
  const {slots, master} = await client.status();
  expect(slots.map(({worker}) => worker!.phase)).toEqual(['ready', 'ready']);

  process.kill(master.pid, 'SIGHUP');
  await waitFor('a reload', async () => (await client.status()).reload?.outcome === 'succeeded');
  expect((await client.status()).total).toMatchObject({crashes: 0, restarts: 0});

  expect(await runCommand(['stop'], place)).toMatchObject({code: 0});
  await waitForNoProcess(place.mark);
});

test('when stop has ended so has the master, and the next one can have its recording', async () => {
  const place = makePlace();
  const args = ['--record', 'flight.cv'];
  expect(await detach('http.cjs', place, args)).toMatchObject({code: 0});
  const client = clientIn(place);
  const {master} = await client.status();
  // The API waits for the rest of it for a while, and the recording for the API.
  const half = net.connect(socketPathIn(place)).on('error', () => {});
  half.write('POST /v1/reload HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
  await once(half, 'connect');
  await client.status();

  const stopped = await runCommand(['stop'], place);
  expect(isAlive(master.pid)).toBe(false);
  expect(stopped).toMatchObject({code: 0, stderr: ''});
  expect(stopped.stdout).toMatch(/^stopping 2 workers, .*\nstopped\n$/);
  expect(await detach('http.cjs', place, args)).toMatchObject({code: 0, stderr: ''});
  expect(await runCommand(['stop'], place)).toMatchObject({code: 0, stderr: ''});
  await waitForNoProcess(place.mark);
});

test('a user who has a number and no name, as in some containers, can start and stop a cluster', async context => {
  if (process.getuid!() !== 0) context.skip('only root can become somebody else');
  const [program, ...rest] = nameless;
  const reach = ['sh', '-c', 'test -x "$1" && test -r "$2"', 'sh', process.execPath, COMMAND];
  if (spawnSync(program!, [...rest, ...reach]).status !== 0) {
    context.skip('Node or the command is in a directory that others may not enter');
  }
  const place = withoutRuntimeDirectory(makePlace());
  chownSync(place.directory, NAMELESS, NAMELESS);
  const started = await runCommand([appPath('http.cjs'), '--detach', '-w', '1'], place, nameless);
  expect(started).toMatchObject({code: 0, stderr: ''});
  expect(await runCommand(['stop'], place, nameless)).toMatchObject({code: 0, stderr: ''});
  await waitForNoProcess(place.mark);
});

test('--detach of an app that does not start ends with 1, says why, and leaves nothing', async () => {
  const place = makePlace();
  const how = path.join(place.directory, 'how');
  writeFileSync(how, 'throw');
  Object.assign(place.env, {HOW_FILE: how});
  const {code, stdout, stderr} = await detach('die-at-start.cjs', place, ['--restart-limit', '1']);
  expect({code, stdout}).toEqual({code: 1, stdout: ''});
  expect(stderr).toMatch(/^clusterview: worker \d does not start: .*thrown at start.*\n$/);
  await waitForNoProcess(place.mark);
});

test('--detach says so when the name is taken', async () => {
  const place = makePlace();
  await detach('http.cjs', place);
  const again = await runCommand([appPath('http.cjs'), '--name', 'test', '--detach'], place);
  expect(again).toMatchObject({code: 1, stdout: ''});
  expect(again.stderr).toMatch(/^clusterview: a cluster named "test" runs already/);
});

test('--detach tells in one line that its master has died', async () => {
  const place = makePlace();
  const outcome = detach('http.cjs', place, ['--wait-ready']);
  const {master} = await waitFor('the master', () =>
    clientIn(place)
      .status()
      .catch(() => null),
  );
  process.kill(master.pid, 'SIGKILL');
  const {code, stdout, stderr} = await outcome;
  expect({code, stdout}).toEqual({code: 1, stdout: ''});
  expect(stderr).toMatch(/^clusterview: .+\n$/);
});
