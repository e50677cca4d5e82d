import {fileURLToPath} from 'node:url';
import {expect} from 'vitest';
import {commandLine, markedProcesses, waitForNoProcess} from './processes.js';
import {Terminal, type TerminalOptions} from './terminal.js';
import {waitFor} from './wait-for.js';

const FAULTS = fileURLToPath(new URL('viewer-faults.cjs', import.meta.url));

/** Of a viewer that fails in that way at SIGUSR2. */
export function faultyEnv(fault: string): NodeJS.ProcessEnv {
  return {NODE_OPTIONS: `--require ${FAULTS}`, FAULT: fault};
}

/** A viewer of a cluster of four workers, all ready. */
export function openCluster(options: TerminalOptions = {}, app = 'http.cjs'): Promise<Terminal> {
  return open(4, options, app);
}

/** The same of two, where more would show nothing more. */
export function openPair(options: TerminalOptions = {}): Promise<Terminal> {
  return open(2, options, 'http.cjs');
}

async function open(workers: number, options: TerminalOptions, app: string): Promise<Terminal> {
  const args = ['--workers', `${workers}`, ...(options.args ?? [])];
  const terminal = new Terminal(app, {...options, args});
  await terminal.waitForText(`${workers} of ${workers} workers ready`);
  return terminal;
}

/** Another viewer of a pair, attached to it. @param env what it has besides. */
export async function attachToPair({place}: Terminal, env: NodeJS.ProcessEnv = {}): Promise<Terminal> {
  const attached = new Terminal(null, {
    args: ['attach', 'test'],
    place: {...place, env: {...place.env, ...env}},
  });
  await attached.waitForText('2 of 2 workers ready');
  return attached;
}

/** The process of the viewer that runs in the terminal's shell. */
export function viewerIn(terminal: Terminal): number {
  return markedProcesses(terminal.place.mark).find(pid => /^\d+ clusterview($| \/)/.test(commandLine(pid)))!;
}

/** By its key, and at once nothing is left. */
export async function quit(terminal: Terminal): Promise<void> {
  terminal.press('q');
  await terminal.waitForText('Quit, and stop test?');
  terminal.press('y');
  expect(await terminal.waitForExit()).toEqual({code: 0});
  await expectRestored(terminal);
}

/** The normal screen is back, with a cursor, a summary on it, and nothing runs any more. */
export async function expectRestored(terminal: Terminal): Promise<void> {
  await expectNormalScreen(terminal);
  await waitForNoProcess(terminal.place.mark);
}

/** The same, while the cluster runs on. */
export async function expectNormalScreen(terminal: Terminal): Promise<void> {
  await waitFor('the normal screen', () => !terminal.isAlternate);
  expect(terminal.output.lastIndexOf('\u001b[?25h')).toBeGreaterThan(
    terminal.output.lastIndexOf('\u001b[?25l'),
  );
  await terminal.waitForText(/^clusterview: test /m);
}
