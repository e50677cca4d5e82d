import {describe, expect, test} from 'vitest';
import {askSlowly} from '../support/slow.js';
import {KEYS} from '../support/terminal.js';
import {openCluster, quit} from '../support/viewer.js';
import {waitFor} from '../support/wait-for.js';

const SIZES = [
  {columns: 200, rows: 60},
  {columns: 120, rows: 40},
  {columns: 80, rows: 24},
];

describe.each(SIZES)('at $columns×$rows', size => {
  test('a reload is shown worker by worker, its end stays, and each worker keeps its phases', async () => {
    const terminal = await openCluster({...size, args: ['--drain-timeout', '1h']});
    const port = await terminal.port();
    const [first] = (await terminal.client.status()).slots;
    const slow = Array.from({length: 4}, () => askSlowly(port, terminal.place.directory));
    await waitFor('a request on each', async () => {
      const {slots} = await terminal.client.status();
      return slots.every(({worker}) => worker!.requests.inFlight === 1);
    });
    terminal.press('R');
    await terminal.waitForText('Reload 4 workers?');
    terminal.press('y');
    await terminal.waitForText(/─ reload of 4 workers: \d+\.\d s so far ─/);
    await terminal.waitForText(/worker 1 +◔ draining +for \d+\.\d s, 1 connection left/);
    await terminal.waitForText(/worker 4 +○ waiting/);
    expect(terminal.text().includes('distribution hidden')).toBe(size.rows < 40);
    for (const {letGo} of slow) letGo();
    await Promise.all(slow.map(({answer}) => answer));
    await terminal.waitForText(/─ reload of 4 workers: done in \d+\.\d s ─/);
    await terminal.waitForText(/worker 4 +● done +started in \d+\.\d s, old one drained in \d+\.\d s/);
    await terminal.waitForText('─ 4 of 4 done · Esc closes ─');
    expect(terminal.rows().every(row => row.length <= size.columns)).toBe(true);
    terminal.press('2');
    if (size.rows < 40) {
      await terminal.waitForText(
        /╰─ \d\d:\d\d:\d\d pid \d+ {2}◐ starting [\d.]+ ?s, ● ready .* · 1 before it ─/,
      );
    } else {
      await terminal.waitForText(/─ its phases ─+ 2 of 2 workers ─/);
      await terminal.waitForText(
        new RegExp(
          `pid ${first!.worker!.pid}  ◐ starting [\\d.]+ ?s, ● ready .*, ◔ draining [\\d.]+ ?s, ○ gone`,
        ),
      );
    }
    terminal.press(KEYS.escape, 'm');
    await terminal.waitForText('1 marked');
    await terminal.waitForText('─ 4 of 4 done · Esc twice closes ─');
    terminal.press(KEYS.escape);
    await terminal.waitForText('─ 4 of 4 done · Esc closes ─');
    terminal.press(KEYS.escape);
    await waitFor('it to go', () => !terminal.text().includes('reload of 4 workers'));
    await terminal.waitForText(/─ (distribution|last minute)/);
    terminal.press('r');
    await terminal.waitForText(/─ reload of worker 1: done in \d+\.\d s ─/);
    await quit(terminal);
  });
});

test('marked workers are one reload, each with what it is at', async () => {
  const terminal = await openCluster({columns: 80, rows: 24});
  terminal.press('m', 'j', 'j', 'm');
  await terminal.waitForText('2 marked');
  terminal.press('r');
  await terminal.waitForText('Reload 2 workers (1, 3)?');
  await terminal.waitForText('If a new one fails, the reload ends there and the old ones stay.');
  terminal.press('y');
  await terminal.waitForText(/─ reload of 2 workers: done in \d+\.\d s ─/);
  for (const slot of [1, 3]) {
    await terminal.waitForText(
      new RegExp(`worker ${slot} +● done +started in \\d+\\.\\d s, old one drained in \\d+\\.\\d s`),
    );
  }
  await terminal.waitForText('● 2 workers (1, 3) reloaded');
  await quit(terminal);
});

test('on the smallest screen its end is said below the workers', async () => {
  const terminal = await openCluster({columns: 60, rows: 15});
  terminal.press('R');
  await terminal.waitForText('Reload 4 workers?');
  terminal.press('y');
  await terminal.waitForText(/╰─ reload of 4 workers: done in \d+\.\d s · Esc closes ─/);
  terminal.press(KEYS.escape);
  await waitFor('it to go', () => !terminal.text().includes('reload of 4 workers'));
  await quit(terminal);
});
