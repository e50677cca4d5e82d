import {describe, expect, test} from 'vitest';
import {get} from '../support/http.js';
import {KEYS, Terminal} from '../support/terminal.js';
import {openCluster, quit} from '../support/viewer.js';
import {waitFor} from '../support/wait-for.js';

const SIZES = [
  {columns: 200, rows: 60},
  {columns: 120, rows: 40},
  {columns: 80, rows: 24},
  {columns: 60, rows: 15},
];
const PAGE_UP = '\u001b[5~';
const PAGE_DOWN = '\u001b[6~';

/** The pane below the header is that of the view, and no row is wider than the screen. */
async function expectView(terminal: Terminal, tab: string, title: string | RegExp): Promise<void> {
  await terminal.waitForText(`[${tab}]`);
  await terminal.waitForText(title);
}

/** The event that is marked. */
function markedRow(terminal: Terminal): string | undefined {
  return terminal.rows().find(row => /^│ ▸ \d\d:/.test(row));
}

function waitForMarked(terminal: Terminal, pattern: RegExp): Promise<string> {
  return waitFor(
    () => `${pattern} on the marked row of:\n${terminal.text()}`,
    () => {
      const row = markedRow(terminal);
      return row && pattern.test(row) ? row : null;
    },
  );
}

describe.each(SIZES)('at $columns×$rows', size => {
  test('Tab goes through the views, 1 to 4 go to each, Enter opens a worker and Esc goes back', async () => {
    const terminal = await openCluster(size);
    await expectView(terminal, '1 workers', '4 of 4 workers ready');
    terminal.press(KEYS.tab);
    await expectView(terminal, '2 worker 1', /─ worker 1 of 4 ─/);
    await terminal.waitForText(/● ready · pid \d+ · up/);
    terminal.press(KEYS.tab);
    await expectView(terminal, '3 logs', '─ logs · all workers ─');
    terminal.press(KEYS.tab);
    await expectView(terminal, '4 events', '─ events · all ─');
    terminal.press(KEYS.tab);
    await expectView(terminal, '1 workers', '4 of 4 workers ready');
    terminal.press('4');
    await expectView(terminal, '4 events', '─ events · all ─');
    terminal.press('3');
    await expectView(terminal, '3 logs', '─ logs · all workers ─');
    terminal.press('2');
    await expectView(terminal, '2 worker 1', /─ worker 1 of 4 ─/);
    terminal.press('1', 'j', 'j', KEYS.enter);
    await expectView(terminal, '2 worker 3', /─ worker 3 of 4 ─/);
    const [, , third] = (await terminal.client.status()).slots;
    await terminal.waitForText(`pid ${third!.worker!.pid}`);
    terminal.press(KEYS.escape);
    await expectView(terminal, '1 workers', '4 of 4 workers ready');
    for (const view of ['2', '3', '4']) {
      terminal.press(view);
      await terminal.waitForText(`[${view} `);
      expect(terminal.rows().every(row => row.length <= size.columns)).toBe(true);
      expect(terminal.rows().at(-1)).toContain('? help');
      terminal.press(KEYS.escape);
      await terminal.waitForText('[1 workers]');
    }
    await quit(terminal);
  });

  test('one worker has its charts, and what there is no room for is named', async () => {
    const terminal = await openCluster(size);
    terminal.press('2');
    for (const chart of ['CPU', 'RSS', 'loop lag p99', 'req/s', 'latency p99']) {
      await terminal.waitForText(chart);
    }
    await terminal.waitForText(/\d\.\d MB to \d+\.\d MB/);
    const isSmall = size.columns < 76;
    expect(terminal.text().includes('axes, events, logs hidden')).toBe(isSmall);
    expect(terminal.text().includes('its logs')).toBe(size.rows >= 40);
    expect(terminal.text().includes('its events')).toBe(!isSmall);
    if (!isSmall) await terminal.waitForText(/10 min.* now/);
    if (size.rows >= 40) await terminal.waitForText(/ 1 │ PORT main \d+/);
    await quit(terminal);
  });
});

test('↑ and ↓ go from worker to worker in the view of one; what asks there keeps its target', async () => {
  const terminal = await openCluster();
  const pids = (await terminal.client.status()).slots.map(({worker}) => worker!.pid);
  terminal.press('2', 'j', 'j');
  await terminal.waitForText(`─ worker 3 of 4 ─`);
  terminal.press('k');
  await terminal.waitForText(`─ worker 2 of 4 ─`);
  terminal.press('X');
  await terminal.waitForText(`Kill worker 2 (pid ${pids[1]})?`);
  process.kill(pids[1]!, 'SIGKILL');
  const secondOf = async () => (await terminal.client.status()).slots[1]!.worker;
  const now = await waitFor('another worker 2', async () => {
    const worker = await secondOf();
    return worker?.phase === 'ready' && worker.pid !== pids[1] ? worker.pid : null;
  });
  expect(terminal.text()).toContain(`Kill worker 2 (pid ${pids[1]})?`);
  // It is gone: nothing that took its place is killed for it.
  terminal.press('y');
  await terminal.waitForText(`worker 2 (pid ${now}) has taken the place of pid ${pids[1]}; nothing was done`);
  expect((await secondOf())?.pid).toBe(now);
  await quit(terminal);
});

test('no key of the worker table acts in a view that does not show which worker it would be', async () => {
  const terminal = await openCluster();
  const before = (await terminal.client.status()).slots.map(({worker}) => worker!.pid);
  for (const view of ['3', '4']) {
    terminal.press(view);
    await terminal.waitForText(`[${view} `);
    terminal.press('x', 'X', 'r', 'R', '-', '+', 'p', 'd', '?');
    await terminal.waitForText('? or Esc closes');
    expect(terminal.text()).not.toMatch(/SIGKILL|Kill worker|Stop worker|Who gets/);
    terminal.press('?');
    await waitFor('the help to close', () => !terminal.text().includes('? or Esc closes'));
  }
  const {slots, reload} = await terminal.client.status();
  expect(reload).toBeNull();
  expect(slots.map(({worker}) => worker!.pid)).toEqual(before);
  await quit(terminal);
});

test('the menu of the policy, the help and the questions open over one worker, too', async () => {
  const terminal = await openCluster({columns: 80, rows: 24});
  terminal.press('2', 'p');
  await terminal.waitForText('Who gets the next connection?');
  terminal.press(KEYS.escape, '?');
  await terminal.waitForText('? or Esc closes');
  expect(terminal.text()).not.toContain('type what to look for');
  terminal.press('?', 'R');
  await terminal.waitForText('Reload 4 workers?');
  terminal.press(KEYS.escape);
  await terminal.waitForText('[2 worker 1]');
  await quit(terminal);
});

describe.each(SIZES.slice(1))('events at $columns×$rows', size => {
  test('keys move through them, choose which are shown, and open one', async () => {
    const terminal = new Terminal('http.cjs', {...size, args: ['--workers', '8']});
    await terminal.waitForText('8 of 8 workers ready');
    const before = (await terminal.client.status()).slots.map(({worker}) => worker!.pid);
    await get(await terminal.port(), '/throw').catch(() => {});
    const restarted = await waitFor('the restart', async () => {
      const {total, slots} = await terminal.client.status();
      const isOver = slots.every(({worker, others}) => worker?.phase === 'ready' && others.length === 0);
      return total.restarts === 1 && isOver && slots.find(({restarts}) => restarts > 0);
    });
    terminal.press('4');
    // What comes later would move what is looked at, and the viewer may be behind the master.
    await terminal.waitForText(`(pid ${before[restarted.slot - 1]}) ended`);
    await terminal.waitForText(`(pid ${restarted.worker!.pid}) is ready`);
    await terminal.waitForText(/(\d+) of \1 events · follows/);
    const newest = await waitForMarked(terminal, /is ready|ended/);
    terminal.press(KEYS.up);
    await terminal.waitForText('stands still, 1 newer');
    expect(markedRow(terminal)).not.toBe(newest);
    terminal.press(KEYS.down);
    await waitFor('the newest', () => markedRow(terminal) === newest);
    await terminal.waitForText(/follows/);
    terminal.press('f');
    await terminal.waitForText('stands still, 0 newer');
    terminal.press('f');
    await terminal.waitForText(/follows/);
    terminal.press('g');
    await terminal.waitForText(/─ 1 of \d+ events/);
    await waitForMarked(terminal, /worker 1 \(pid \d+\) starts/);
    terminal.press(PAGE_DOWN);
    await waitFor('another event', () => !/─ 1 of /.test(terminal.text()));
    terminal.press(PAGE_UP);
    await terminal.waitForText(/─ 1 of \d+ events/);
    terminal.press('G');
    await terminal.waitForText(/follows/);

    terminal.press('e');
    await terminal.waitForText('events · warnings and errors');
    await waitFor('births to go', () => !/worker \d \(pid \d+\) starts/.test(terminal.text()));
    terminal.press('e');
    await terminal.waitForText('events · errors');
    await waitForMarked(terminal, / \+\d+ lines/);
    terminal.press(KEYS.enter);
    await terminal.waitForText('Esc closes');
    await terminal.waitForText(/TypeError: thrown on purpose/);
    await terminal.waitForText(/at Immediate|at .*http\.cjs/);
    expect(terminal.rows().every(row => row.length <= size.columns)).toBe(true);
    terminal.press(KEYS.escape);
    await waitFor('the event to close', () => !terminal.text().includes('Esc closes'));
    terminal.press('e');
    await terminal.waitForText('events · all');
    await quit(terminal);
  });
});
