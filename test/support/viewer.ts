import {expect} from 'vitest';
import {commandLine, markedProcesses, waitForNoProcess} from './processes.js';
import {Terminal, type TerminalOptions} from './terminal.js';
import {waitFor} from './wait-for.js';

/** A viewer of a cluster of four workers, all ready. */
export async function openCluster(options: TerminalOptions = {}, app = 'http.cjs'): Promise<Terminal> {
  const terminal = new Terminal(app, {...options, args: ['--workers', '4', ...(options.args ?? [])]});
  await terminal.waitForText('4 of 4 workers ready');
  return terminal;
}

/** The process of the viewer that runs in the terminal's shell. */
export function viewerIn(terminal: Terminal): number {
  return markedProcesses(terminal.place.mark).find(pid => /^\d+ clusterview \//.test(commandLine(pid)))!;
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
  await waitFor('the normal screen', () => !terminal.isAlternate);
  expect(terminal.output.lastIndexOf('\u001b[?25h')).toBeGreaterThan(
    terminal.output.lastIndexOf('\u001b[?25l'),
  );
  await terminal.waitForText(/^clusterview: test /m);
  await waitForNoProcess(terminal.place.mark);
}
