import {expect, test} from 'vitest';
import {get} from '../support/http.js';
import type {Terminal} from '../support/terminal.js';
import {openCluster, quit} from '../support/viewer.js';

/** Text of the line that has the mark. */
function markedLine(terminal: Terminal): string | undefined {
  return /^│ ▸ +(.*?) +│$/m.exec(terminal.text())?.[1];
}

test('the line that y copies has a mark: the newest, the first where they stand still, or the match', async () => {
  const terminal = await openCluster({rows: 24}, 'lines.cjs');
  const port = await terminal.port();
  for (let line = 10; line < 60; line++) await get(port, `/out?text=line-${line}`);
  terminal.press('3', 't');
  await terminal.waitForText(/^│ ▸ +\d │ line-59 +│$/m);
  terminal.press('k');
  await terminal.waitForText('stands still');
  const first = /^│ ▸ +\d │ (line-\d+) +│$/m.exec(terminal.text())?.[1];
  expect(terminal.rows().find(row => row.includes('line-'))).toContain(markedLine(terminal)!);
  terminal.press('y');
  await terminal.waitForText('copied the line');
  const sent = terminal.output.split('\u001b]52;c;').at(-1)!.split('\u0007')[0]!;
  expect(Buffer.from(sent, 'base64').toString()).toContain(first!);
  terminal.press('/', ...'line-42', '\r');
  await terminal.waitForText(/^│ ▸ +\d │ line-42 +│$/m);
  await quit(terminal);
});

test('without borders no line has a mark, but for a match', async () => {
  const terminal = await openCluster({}, 'chatty.cjs');
  terminal.press('3');
  await terminal.waitForText(/^│ ▸ /m);
  terminal.press('b');
  await terminal.waitForText(/^ +[\d:.]+ +1 │ out in pieces$/m);
  expect(terminal.text()).not.toContain('▸');
  await quit(terminal);
});

test('> in the logs of all workers shows the selected one, then the next, from its newest line on', async () => {
  const terminal = await openCluster({rows: 24, env: {FIRST: '100'}}, 'lines.cjs');
  terminal.press('3');
  await terminal.waitForText('─ logs · all workers ─');
  terminal.press('>');
  await terminal.waitForText('─ logs · worker 1 ─');
  await terminal.waitForText('line 100 of worker 1');
  terminal.press('g');
  await terminal.waitForText('line 1 of worker 1');
  await terminal.waitForText('stands still');
  terminal.press('>');
  await terminal.waitForText('─ logs · worker 2 ─');
  await terminal.waitForText('line 100 of worker 2');
  expect(terminal.text()).toContain('follows');
  terminal.press('<');
  await terminal.waitForText('line 100 of worker 1');
  await quit(terminal);
});
