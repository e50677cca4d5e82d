import {expect, test} from 'vitest';
import {KEYS, type Terminal} from '../support/terminal.js';
import {openCluster, quit} from '../support/viewer.js';
import {waitFor} from '../support/wait-for.js';

const SIZES = [
  [60, 15],
  [200, 60],
  [80, 24],
  [120, 40],
] as const;

/** A whole frame of that size: borders at both ends, the hints or what is typed at the bottom, nothing beyond. */
function fills(terminal: Terminal, columns: number, rows: number): boolean {
  const lines = terminal.rows();
  return (
    lines.length === rows &&
    lines[0]!.length === columns &&
    lines[rows - 2]!.length === columns &&
    lines.every(line => line.length <= columns) &&
    lines.filter(line => line.startsWith('╭─ clusterview · ')).length === 1
  );
}

test.each([
  ['a dialog', ['X'], /Kill worker 1 \(pid \d+\)\?/],
  ['a menu', ['p'], /least-connections/],
  ['the help', ['?'], /this help|Esc closes/],
  ['a filter that is typed', ['/', 'r', 'e', 'a'], /\/rea▏/],
  ['a search that is typed', ['3', '/', 'P', 'O'], /\/PO▏/],
])(
  '%s stays as it is while the window changes its size, and leaves nothing behind',
  async (_, keys, shown) => {
    const terminal = await openCluster();
    terminal.press(...keys);
    await terminal.waitForText(shown);
    const before = shown.exec(terminal.text())![0];
    for (const [columns, rows] of SIZES) {
      terminal.resize(columns, rows);
      await waitFor(
        () => `a frame of ${columns}×${rows} with ${before}:\n${terminal.text()}`,
        () => fills(terminal, columns, rows) && terminal.text().includes(before),
      );
      expect(terminal.text().split(before)).toHaveLength(2);
    }
    terminal.resize(40, 10);
    await terminal.waitForText('clusterview needs 60×15, this is 40×10');
    terminal.resize(80, 24);
    await terminal.waitForText(before);
    terminal.press(KEYS.escape);
    await waitFor(
      () => `the screen below:\n${terminal.text()}`,
      () => !terminal.text().includes(before) && fills(terminal, 80, 24),
    );
    await quit(terminal);
  },
);
