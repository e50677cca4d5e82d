import {expect, test} from 'vitest';
import {get} from '../support/http.js';
import {KEYS, type Terminal} from '../support/terminal.js';
import {openCluster, quit} from '../support/viewer.js';
import {waitFor} from '../support/wait-for.js';

/** What the terminal was last told to put into its clipboard. */
function clipboard(terminal: Terminal): string | undefined {
  const last = terminal.output.split('\u001b]52;c;').slice(1).at(-1)?.split('\u0007')[0];
  return last === undefined ? undefined : Buffer.from(last, 'base64').toString();
}

/** Numbers of the workers, as they stand below each other, the selected one with a mark. */
function tableOf(terminal: Terminal): string[] {
  return terminal.rows().flatMap(row => /^│ (▸| ) +(\d+) ●/.exec(row)?.slice(1, 3).join('').trim() ?? []);
}

async function waitForTable(terminal: Terminal, rows: readonly string[]): Promise<void> {
  await waitFor(
    () => `rows ${rows} in:\n${terminal.text()}`,
    () => String(tableOf(terminal)) === String(rows),
  );
}

test('s and S order the workers, and the selection stays on its worker', async () => {
  const terminal = await openCluster();
  const {slots} = await terminal.client.status();
  terminal.press('j', 'S');
  await waitForTable(terminal, ['4', '3', '▸2', '1']);
  await terminal.waitForText('─ workers · by number ▼ ─');
  terminal.press('j');
  await waitForTable(terminal, ['4', '3', '2', '▸1']);
  terminal.press('s');
  await terminal.waitForText('─ workers · by CPU ▼ ─');
  terminal.press('s', 's', 's', 's', 's', 's', 's');
  await waitForTable(terminal, ['▸1', '2', '3', '4']);
  // What is asked for is done to the worker that is marked, not to the row.
  terminal.press('S', 'X');
  await terminal.waitForText(`pid ${slots[0]!.worker!.pid}`);
  terminal.press('n');
  await quit(terminal);
});

test('Space lets the screen stand still and go on, and what is asked for is never done to another process', async () => {
  const terminal = await openCluster();
  const {pid} = (await terminal.client.status()).slots[0]!.worker!;
  terminal.press(' ');
  await terminal.waitForText(/─ frozen \d+s · running ·/);
  await terminal.client.reloadSlot(1);
  const now = (await terminal.client.status()).slots[0]!.worker!.pid;
  terminal.press('X');
  await terminal.waitForText(`pid ${pid}`);
  terminal.press('y');
  await terminal.waitForText(`worker 1 (pid ${now}) has taken the place of pid ${pid}; nothing was done`);
  expect((await terminal.client.status()).slots[0]!.worker!.pid).toBe(now);
  expect(terminal.text()).toContain(String(pid));
  terminal.press(' ');
  await terminal.waitForText(new RegExp(`● ready +${now}`));
  expect(terminal.text()).not.toContain('frozen');
  await quit(terminal);
});

test('y copies the worker, the event with what it brings, and the line', async () => {
  const terminal = await openCluster({}, 'lines.cjs');
  const {pid} = (await terminal.client.status()).slots[1]!.worker!;
  terminal.press('j', 'y');
  await terminal.waitForText('copied worker 2');
  expect(clipboard(terminal)).toMatch(new RegExp(`^worker 2: ready, PID ${pid}, UP .*, CPU \\d+%, RSS .*`));
  terminal.press('4', 'y');
  await terminal.waitForText('copied the event');
  expect(clipboard(terminal)).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d worker \d \(pid \d+\) is ready/);

  const {address} = (await terminal.client.status()).cluster.listeners[0]!;
  const port = Number(address.slice(address.lastIndexOf(':') + 1));
  for (const text of ['first', 'sec\u001b[31mond']) await get(port, `/out?text=${encodeURIComponent(text)}`);
  terminal.press('3');
  await terminal.waitForText('second');
  terminal.press('y');
  await terminal.waitForText('copied the line');
  expect(clipboard(terminal)).toMatch(/^\d{4}-\S+ \S+ worker \d: second$/);
  terminal.press('/', 'f', 'i', 'r', 's', 't', '\r', 'y');
  await waitFor('the match', () => /: first$/.test(clipboard(terminal) ?? ''));
  await quit(terminal);
});

test('b takes the borders away from the logs, and < and > go from worker to worker', async () => {
  const terminal = await openCluster({}, 'chatty.cjs');
  terminal.press('3');
  await terminal.waitForText(/^│ .*out in pieces +│$/m);
  terminal.press('b');
  await terminal.waitForText(/^ +[\d:.]+ +1 │ out in pieces$/m);
  expect(terminal.text()).not.toContain('─ logs');
  terminal.press('b', 'a');
  await terminal.waitForText('─ logs · worker 1 ─');
  terminal.press('>', '>');
  await terminal.waitForText('─ logs · worker 3 ─');
  terminal.press('<');
  await terminal.waitForText('─ logs · worker 2 ─');
  terminal.press('2');
  await terminal.waitForText('─ worker 2 of 4 ─');
  terminal.press('>');
  await terminal.waitForText('─ worker 3 of 4 ─');
  await quit(terminal);
});

test('t shows the events of one kind', async () => {
  const terminal = await openCluster();
  terminal.press('4', 't');
  await terminal.waitForText('─ events · all · fork ─');
  expect(terminal.text()).toMatch(/worker 1 \(pid \d+\) starts/);
  expect(terminal.text()).not.toContain('is ready');
  terminal.press('t');
  await terminal.waitForText(/─ events · all · (?!fork)\w+ ─/);
  await quit(terminal);
});

test('/ shows only workers that are like what is typed, and Esc shows all again', async () => {
  const terminal = await openCluster();
  const {pid} = (await terminal.client.status()).slots[2]!.worker!;
  terminal.press('/', ...String(pid));
  await waitForTable(terminal, ['▸3']);
  await terminal.waitForText(`─ workers · 1 of 4 shown: ${pid} ─`);
  terminal.press('\r', 'X');
  await terminal.waitForText(`Kill worker 3 (pid ${pid})?`);
  terminal.press('n', '/', 'n', 'o', 'n', 'e');
  await terminal.waitForText('no worker is like that; Esc shows all');
  terminal.press(KEYS.escape);
  await waitForTable(terminal, ['▸3']);
  terminal.press('/', 'n', 'o', 'n', 'e', KEYS.enter, 'r');
  await terminal.waitForText('no worker is shown; Esc shows all');
  terminal.press(KEYS.escape);
  await waitForTable(terminal, ['1', '2', '▸3', '4']);
  await quit(terminal);
});

test('m marks workers that X, x and r are then for, all at once, and Esc unmarks them', async () => {
  const terminal = await openCluster();
  const pids = (await terminal.client.status()).slots.map(({worker}) => worker!.pid);
  terminal.press('m', 'j', 'j', 'm');
  await terminal.waitForText('─ workers · 2 marked ─');
  await terminal.waitForText(new RegExp(`^│ ▸\\+ +3 ● ready +${pids[2]}`, 'm'));
  terminal.press('r');
  await terminal.waitForText('Reload 2 workers (1, 3)?');
  await terminal.waitForText(`pid ${pids[0]}, ${pids[2]}`);
  terminal.press('n', 'x');
  await terminal.waitForText('Stop 2 workers (1, 3)?');
  terminal.press('n', 'X');
  await terminal.waitForText('Kill 2 workers (1, 3)?');
  terminal.press('y');
  await terminal.waitForText('SIGKILL sent to 2 workers (1, 3)');
  await waitFor('two new workers', async () => {
    const now = (await terminal.client.status()).slots.map(({worker}) => worker?.pid);
    return [0, 2].every(slot => now[slot] && now[slot] !== pids[slot]) && now[1] === pids[1];
  });
  terminal.press(KEYS.escape);
  await waitFor('no mark', () => !terminal.text().includes('marked'));
  await quit(terminal);
});

test('a filter that is left has selected nothing', async () => {
  const terminal = await openCluster();
  terminal.press('j', 'j');
  await waitForTable(terminal, ['1', '2', '▸3', '4']);
  terminal.press('/', '1');
  await waitForTable(terminal, ['▸1']);
  terminal.press(KEYS.escape);
  await waitForTable(terminal, ['1', '2', '▸3', '4']);
  terminal.press(KEYS.enter);
  await terminal.waitForText('─ worker 3 of 4 ─');
  await quit(terminal);
});
