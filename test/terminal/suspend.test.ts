import {expect, test} from 'vitest';
import {get} from '../support/http.js';
import {KEYS, type Terminal} from '../support/terminal.js';
import {openPair} from '../support/viewer.js';
import {waitFor} from '../support/wait-for.js';

/** With jobs, as one that is typed into has them. */
const WITH_JOBS = 'set -m; "$@"; echo; echo the shell has it; read -r line; fg; read -r line';
const ENTER_ALTERNATE = '\u001b[?1049h';

const timesDrawnAnew = ({output}: Terminal) => output.split(ENTER_ALTERNATE).length - 2;

test('Ctrl-Z gives the terminal back to the shell, and fg brings the viewer back; the cluster does not notice', async () => {
  const terminal = await openPair({inShell: WITH_JOBS});
  const port = await terminal.port();
  terminal.press(KEYS.ctrlZ);
  await terminal.waitForText('the shell has it');
  expect(terminal.isAlternate).toBe(false);
  expect((await get(port)).status).toBe(200);
  terminal.press(KEYS.enter);
  await terminal.waitForText('2 of 2 workers ready');
  expect(terminal.isAlternate).toBe(true);
  terminal.press('?');
  await terminal.waitForText('this help');
});

test('where no shell could bring it back, Ctrl-Z draws the screen anew and the viewer goes on', async () => {
  const terminal = await openPair();
  terminal.press(KEYS.ctrlZ);
  await waitFor('a screen that is drawn anew', () => timesDrawnAnew(terminal) === 1);
  await terminal.waitForText('2 of 2 workers ready');
  terminal.press('?');
  await terminal.waitForText('this help');
});

test('a viewer that somebody else has stopped is drawn anew when it goes on', async () => {
  const terminal = await openPair();
  process.kill(terminal.pid, 'SIGSTOP');
  process.kill(terminal.pid, 'SIGCONT');
  await waitFor('a screen that is drawn anew', () => timesDrawnAnew(terminal) === 1);
  terminal.press('?');
  await terminal.waitForText('this help');
});

test('a window that has another size when the viewer comes back is filled by it', async () => {
  const terminal = await openPair({inShell: WITH_JOBS});
  terminal.press(KEYS.ctrlZ);
  await terminal.waitForText('the shell has it');
  terminal.resize(80, 24);
  terminal.press(KEYS.enter);
  await terminal.waitForText('2 of 2 workers ready');
  await waitFor('a frame of that size', () => {
    const [first, ...others] = terminal.rows();
    return /^╭.*╮$/.test(first!) && others.some(row => row.includes('help'));
  });
});
