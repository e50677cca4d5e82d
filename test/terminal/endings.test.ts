import {readlinkSync} from 'node:fs';
import os from 'node:os';
import {expect, test} from 'vitest';
import {TERMINAL_FD} from '../../source/master/terminal.js';
import {runCommand} from '../support/command.js';
import {get} from '../support/http.js';
import {commandLine, isAlive, markedProcesses, waitForNoProcess} from '../support/processes.js';
import {askSlowly} from '../support/slow.js';
import {KEYS, Terminal} from '../support/terminal.js';
import {attachToPair, openPair, quit, viewerIn} from '../support/viewer.js';
import {waitFor} from '../support/wait-for.js';

const CTRL_S = '\u0013';
const CTRL_Q = '\u0011';

/** Kills the viewer that runs in the terminal's shell. */
async function killViewer(terminal: Terminal): Promise<void> {
  const viewer = viewerIn(terminal);
  process.kill(viewer, 'SIGKILL');
  await waitFor('the end of the viewer', () => !isAlive(viewer));
}

test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
  '%s to the viewer stops the cluster gracefully',
  async signal => {
    const terminal = await openPair();
    process.kill(terminal.pid, signal);
    expect(await terminal.waitForExit()).toEqual({code: 0});
    expect(terminal.isAlternate).toBe(false);
    await waitForNoProcess(terminal.place.mark);
  },
);

test('a signal that comes before the viewer is open leaves nothing behind', async () => {
  const terminal = new Terminal('http.cjs', {args: ['--workers', '2']});
  const isMaster = (pid: number) => /clusterview master of test/.test(commandLine(pid));
  await waitFor('the master', () => markedProcesses(terminal.place.mark).some(isMaster));
  process.kill(terminal.pid, 'SIGINT');
  expect(await terminal.waitForExit()).toEqual({code: 0});
  await waitForNoProcess(terminal.place.mark);
});

test('a viewer that is killed with SIGKILL leaves the cluster serving, to be seen and stopped by name', async () => {
  const terminal = await openPair({inShell: true});
  const {master, slots} = await terminal.client.status();
  const port = await terminal.port();
  await killViewer(terminal);
  expect((await get(port)).status).toBe(200);
  expect(isAlive(master.pid)).toBe(true);
  expect((await terminal.client.status()).slots.map(({worker}) => worker!.pid)).toEqual(
    slots.map(({worker}) => worker!.pid),
  );

  const attached = await attachToPair(terminal);
  attached.press('q');
  expect(await attached.waitForExit()).toEqual({code: 0});
  expect(attached.text()).toMatch(/clusterview: test runs on/);

  const status = await runCommand(['status'], terminal.place);
  expect(status).toMatchObject({code: 0, stdout: expect.stringMatching(/^test: running, 2 workers/)});
  expect(await runCommand(['stop', 'test'], terminal.place)).toMatchObject({code: 0});
  terminal.hangUp();
  await waitForNoProcess(terminal.place.mark);
});

test('a terminal that goes away takes the cluster with it', async () => {
  const terminal = await openPair();
  terminal.hangUp();
  await waitForNoProcess(terminal.place.mark);
  await terminal.waitForExit();
  expect(terminal.exitSignal).toBe(os.constants.signals.SIGHUP);
});

test('a terminal that goes away after its viewer was killed takes the cluster with it', async () => {
  const terminal = await openPair({inShell: true});
  const {master} = await terminal.client.status();
  await killViewer(terminal);
  expect(isAlive(master.pid)).toBe(true);
  terminal.hangUp();
  await waitForNoProcess(terminal.place.mark);
});

test.runIf(process.platform === 'linux')(
  'no standard stream of the master is a terminal: Node fails where one of them has gone at its end',
  async () => {
    const terminal = await openPair();
    const {master} = await terminal.client.status();
    const streams = [0, 1, 2].map(fd => readlinkSync(`/proc/${master.pid}/fd/${fd}`));
    expect(streams.filter(name => /^\/dev\/(pts|tty)/.test(name))).toEqual([]);
    expect(readlinkSync(`/proc/${master.pid}/fd/${TERMINAL_FD}`)).toMatch(/^\/dev\/pts\//);
  },
);

test('a master that is killed with SIGKILL takes its workers with it, and the viewer says so', async () => {
  const terminal = await openPair();
  const {master} = await terminal.client.status();
  process.kill(master.pid, 'SIGKILL');
  expect(await terminal.waitForExit()).toEqual({code: 1});
  expect(terminal.isAlternate).toBe(false);
  expect(terminal.text()).toMatch(/clusterview: test was lost: its master went away/);
  // Nobody else can start one for this viewer.
  expect(terminal.output).not.toContain('shown again');
  await waitForNoProcess(terminal.place.mark);
});

test('Ctrl-C stops gracefully, and a second one at once', async () => {
  const terminal = await openPair({args: ['--drain-timeout', '1h']});
  const port = await terminal.port();
  const request = get(port, '/slow?ms=3600000').catch((error: Error) => error);
  await terminal.waitForText(/conns 1\b/);
  terminal.press(KEYS.ctrlC);
  await terminal.waitForText('Ctrl-C again to end it at once');
  await terminal.waitForText('drains 1');
  terminal.press(KEYS.ctrlC);
  expect(await terminal.waitForExit()).toEqual({code: 0});
  expect(await request).toBeInstanceOf(Error);
  await waitForNoProcess(terminal.place.mark);
});

test('headless in a terminal, Ctrl-C is the master’s to handle: the workers see a graceful stop', async () => {
  const terminal = new Terminal('signals.cjs', {args: ['--workers', '2', '--headless']});
  await terminal.waitForText(/worker 2 .* is ready/);
  terminal.press(KEYS.ctrlC);
  expect(await terminal.waitForExit()).toEqual({code: 0});
  expect(terminal.text()).toContain('stopping 2 workers, asked by a signal');
  expect(terminal.text()).toContain('got SIGTERM');
  expect(terminal.text()).not.toContain('got SIGINT');
  await waitForNoProcess(terminal.place.mark);
});

test('headless in a terminal, a master that is killed takes its workers with it, even a blocked one', async () => {
  const terminal = new Terminal('http.cjs', {args: ['--workers', '2', '--headless']});
  await terminal.waitForText(/worker 2 .* is ready/);
  // A worker that is quick is ready before the API is.
  await waitFor('the API', () => terminal.client.status().catch(() => null));
  const port = await terminal.port();
  get(port, '/block?ms=600000').catch(() => {});
  await terminal.waitForText('is blocked');
  process.kill(terminal.pid, 'SIGKILL');
  await waitForNoProcess(terminal.place.mark);
});

test.each(['Ctrl-C', 'SIGKILL of the master'])(
  'after %s nothing is left that a worker has started',
  async how => {
    const terminal = new Terminal('leaves-children.cjs', {args: ['--workers', '2']});
    await terminal.waitForText('2 of 2 workers ready');
    const {master} = await terminal.client.status();
    if (how === 'Ctrl-C') terminal.press(KEYS.ctrlC);
    else process.kill(master.pid, 'SIGKILL');
    await terminal.waitForExit();
    await waitForNoProcess(terminal.place.mark);
  },
);

test('a master that is stuck is shown as such, and ends by force', async () => {
  const terminal = await openPair();
  const {master} = await terminal.client.status();
  process.kill(master.pid, 'SIGSTOP');
  await terminal.waitForText('master does not answer');
  terminal.press(KEYS.ctrlC, KEYS.ctrlC);
  expect(await terminal.waitForExit()).toEqual({code: 1});
  await waitForNoProcess(terminal.place.mark);
});

test('headless in a terminal that takes nothing, as after Ctrl-S, the master goes on', async () => {
  const env = {LINES: '5000'};
  const terminal = new Terminal('lines.cjs', {args: ['--workers', '1', '--headless'], env});
  await terminal.waitForText(/line \d+ of worker 1/);
  terminal.press(CTRL_S);
  // A worker that is quick writes before the API is there.
  const {sequence} = await waitFor('the API', () => terminal.client.status().catch(() => null));
  const later = await waitFor('more snapshots', async () => {
    const snapshot = await terminal.client.status();
    return snapshot.sequence > sequence + 5 && !snapshot.slots[0]!.worker!.blocked ? snapshot : null;
  });
  expect(later.slots[0]!.worker).toMatchObject({phase: 'ready'});
  terminal.press(CTRL_Q);
  terminal.press(KEYS.ctrlC);
  expect(await terminal.waitForExit()).toEqual({code: 0});
});

test('a window that is closed over an interactive shell is told twice, and the stop is graceful still', async () => {
  const inShell = 'exec bash --norc -i -c \'"$@"; read -r line\' bash "$@"';
  const terminal = await openPair({inShell, args: ['--drain-timeout', '1h']});
  const {answer, letGo} = askSlowly(await terminal.port(), terminal.place.directory);
  await terminal.waitForText(/conns 1\b/);
  const viewer = viewerIn(terminal);
  terminal.hangUp();
  await waitFor('a stop', async () => (await terminal.client.status()).cluster.state === 'stopping');
  for (let times = 0; times < 2; times++) if (isAlive(viewer)) process.kill(viewer, 'SIGHUP');
  letGo();
  expect((await answer).status).toBe(200);
  await waitForNoProcess(terminal.place.mark);
});

test('who leaves a cluster while it reloads is not kept until that has ended', async () => {
  const terminal = await openPair({args: ['--drain-timeout', '1h']});
  const {answer, letGo} = askSlowly(await terminal.port(), terminal.place.directory);
  await terminal.waitForText(/conns 1\b/);
  terminal.press('R', 'y');
  await waitFor('a reload', async () => (await terminal.client.status()).cluster.state === 'reloading');
  terminal.press('q');
  await terminal.waitForText('Leave it running');
  terminal.press('l');
  expect(await terminal.waitForExit()).toEqual({code: 0});
  expect((await terminal.client.status()).cluster.state).toBe('reloading');
  letGo();
  expect((await answer).status).toBe(200);
  expect(await runCommand(['stop', 'test'], terminal.place)).toMatchObject({code: 0});
  await waitForNoProcess(terminal.place.mark);
});

test('a shell with CI in its environment gets the viewer, too', async () => {
  const terminal = await openPair({env: {CI: 'true'}});
  expect(terminal.isAlternate).toBe(true);
  await quit(terminal);
});
