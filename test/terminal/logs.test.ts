import {readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {get} from '../support/http.js';
import {makePlace} from '../support/place.js';
import {craftRecording} from '../support/recording.js';
import {NOW, someLine, someSnapshot} from '../support/snapshots.js';
import {KEYS, Terminal} from '../support/terminal.js';
import {quit} from '../support/viewer.js';
import {waitFor} from '../support/wait-for.js';

const SIZES = [
  {columns: 120, rows: 40},
  {columns: 80, rows: 24},
  {columns: 60, rows: 15},
];
const PAGE_UP = '\u001b[5~';
const PAGE_DOWN = '\u001b[6~';
const PASTE = (text: string) => `\u001b[200~${text}\u001b[201~`;
/** More than the lines that it keeps, the code and React take. */
const RSS_BYTES_MAX = 400e6;

interface Size {
  readonly columns: number;
  readonly rows: number;
}

async function openLines(size: Size, env: NodeJS.ProcessEnv, workers = 2): Promise<Terminal> {
  const terminal = new Terminal('lines.cjs', {...size, env, args: ['--workers', String(workers)]});
  await terminal.waitForText(`${workers} of ${workers} worker`);
  return terminal;
}

/** Numbers of the lines on the screen, of one worker. */
function shownNumbers(terminal: Terminal, slot: number): number[] {
  const line = new RegExp(`line (\\d+) of worker ${slot}`, 'g');
  return [...terminal.text().matchAll(line)].map(([, number]) => Number(number));
}

function waitForGone(terminal: Terminal, text: string): Promise<boolean> {
  return waitFor(
    () => `a screen without ${text}:\n${terminal.text()}`,
    () => !terminal.text().includes(text),
  );
}

/** The line that n and N have gone to. */
function waitForMatch(terminal: Terminal, text: string): Promise<boolean> {
  return waitFor(
    () => `the mark beside ${text}:\n${terminal.text()}`,
    () => terminal.rows().some(row => /^│ ▸ /.test(row) && row.includes(text)),
  );
}

describe.each(SIZES)('at $columns×$rows', size => {
  test('l shows what the selected worker writes, a what all do, each with its sign', async () => {
    const terminal = await openLines(size, {FIRST: '3'});
    terminal.press('j', 'l');
    await terminal.waitForText('─ logs · worker 2 ─');
    await terminal.waitForText(/ 2 │ line 3 of worker 2/);
    expect(terminal.text()).not.toContain('of worker 1');
    terminal.press('a');
    await terminal.waitForText('─ logs · all workers ─');
    await terminal.waitForText(/ 1 │ line 3 of worker 1/);
    await terminal.waitForText(/ 2 │ line 3 of worker 2/);
    await get(await terminal.port(), '/err?text=alas');
    await terminal.waitForText(/ \d ▲ alas/);
    terminal.press(KEYS.escape);
    await terminal.waitForText('[1 workers]');
    await quit(terminal);
  });

  test('t leaves times out, w wraps what is too long', async () => {
    const terminal = await openLines(size, {}, 1);
    const long = `${'long '.repeat(60)}end`;
    await get(await terminal.port(), `/out?text=${encodeURIComponent(long)}`);
    terminal.press('3');
    await terminal.waitForText(/\d\d:\d\d:\d\d\.\d{3} {3}1 │ long/);
    await terminal.waitForText('…');
    terminal.press('w');
    await terminal.waitForText('end');
    expect(terminal.rows().every(row => row.length <= size.columns)).toBe(true);
    terminal.press('t');
    await terminal.waitForText(/^│ ▸ {3}1 │ long/m);
    terminal.press('w');
    await waitForGone(terminal, 'end');
    await quit(terminal);
  });

  test('f, ↑, PgUp and g stand still, and f, G and the way down follow again', async () => {
    const terminal = await openLines(size, {FIRST: '500'}, 1);
    const port = await terminal.port();
    const isShown = async (number: number) =>
      waitFor(
        () => `line ${number} of:\n${terminal.text()}`,
        () => shownNumbers(terminal, 1).includes(number),
      );
    terminal.press('3');
    await isShown(500);
    await terminal.waitForText('follows');
    terminal.press(KEYS.up);
    await terminal.waitForText('stands still, 0 newer');
    await waitFor('the newest to be out of sight', () => !shownNumbers(terminal, 1).includes(500));
    await get(port, '/out?text=news');
    await terminal.waitForText('stands still, 1 newer');
    expect(terminal.text()).not.toMatch(/│ news/);
    terminal.press(KEYS.down);
    await terminal.waitForText(/│ news/);
    await terminal.waitForText('follows');
    terminal.press(PAGE_UP, PAGE_UP);
    await waitFor('an older page', () => Math.max(...shownNumbers(terminal, 1)) < 490);
    terminal.press(PAGE_DOWN, PAGE_DOWN);
    await terminal.waitForText('follows');
    terminal.press('g');
    await isShown(1);
    terminal.press('G');
    await terminal.waitForText(/│ news/);
    terminal.press('f');
    await terminal.waitForText('stands still, 0 newer');
    await get(port, '/out?text=late');
    await terminal.waitForText('stands still, 1 newer');
    terminal.press('f');
    await terminal.waitForText(/│ late/);
    await quit(terminal);
  });

  test('/ looks for what is typed, Enter, n and N go to it, m shows nothing else', async () => {
    const terminal = await openLines(size, {FIRST: '300'}, 1);
    terminal.press('3');
    await terminal.waitForText('line 300 of worker');
    // Keys are text while it is typed: none of these does what it does elsewhere.
    terminal.press('/', 'q', 'x', 'k', '\u007f\u007f\u007f');
    await terminal.waitForText(/ \/▏/);
    terminal.press('LINE 5');
    await terminal.waitForText('0 lines with "LINE 5"');
    terminal.press(KEYS.escape);
    await waitForGone(terminal, 'lines with');
    expect(terminal.text()).not.toMatch(/Quit|Stop worker/);
    terminal.press('/');
    await terminal.waitForText(/ \/▏/);
    // A terminal sends the end of a line that is pasted as the key that ends one.
    terminal.press(PASTE('line 5\rand no more'), ' of');
    await terminal.waitForText('1 line with "line 5 of"');
    // Nothing below has it.
    terminal.press(KEYS.enter);
    await waitForMatch(terminal, 'line 5 of');
    await terminal.waitForText('match 1 of 1 with "line 5 of"');
    await terminal.waitForText('stands still');
    terminal.press('N');
    await terminal.waitForText('start reached, on from the end: match 1 of 1');
    terminal.press('/');
    await terminal.waitForText(/ \/▏/);
    terminal.press('nowhere', KEYS.enter);
    await terminal.waitForText('no line with "nowhere" is among those that are kept');
    terminal.press('g', '/');
    await terminal.waitForText(/ \/▏/);
    terminal.press('line 10', KEYS.enter);
    await waitForMatch(terminal, 'line 10 of');
    await terminal.waitForText('match 1 of 11 with "line 10"');
    terminal.press('G', 'n');
    await terminal.waitForText('end reached, on from the start: match 1 of 11');
    await waitForMatch(terminal, 'line 10 of');
    await terminal.waitForText('match 1 of 11 with "line 10"');
    terminal.press('n');
    await waitForMatch(terminal, 'line 100 of');
    await terminal.waitForText('match 2 of 11 with');
    terminal.press('N');
    await waitForMatch(terminal, 'line 10 of');
    terminal.press('N');
    await waitForMatch(terminal, 'line 109 of');
    await terminal.waitForText('start reached, on from the end: match 11 of 11');
    terminal.press('n');
    await terminal.waitForText('end reached, on from the start: match 1 of 11');
    // What has been scrolled out of sight is no longer where it goes on from.
    terminal.press('g', PAGE_DOWN, PAGE_DOWN, PAGE_DOWN, PAGE_DOWN, PAGE_DOWN, PAGE_DOWN, PAGE_DOWN, 'N');
    await waitForMatch(terminal, size.rows < 40 ? 'line 10 of' : 'line 109 of');
    terminal.press('g', 'n');
    await waitForMatch(terminal, 'line 10 of');
    terminal.press('m');
    await terminal.waitForText('others left out');
    await waitForGone(terminal, 'line 11 of');
    await terminal.waitForText('line 100 of');
    terminal.press('m');
    await waitForGone(terminal, 'others left out');
    await terminal.waitForText('line 11 of');
    await quit(terminal);
  });
});

test('what a worker writes cannot steer the terminal, and wide characters keep their columns', async () => {
  const terminal = await openLines({columns: 80, rows: 24}, {}, 1);
  const port = await terminal.port();
  terminal.press('3');
  await terminal.waitForText('no lines yet');
  const evil = '\u001b[31mred\u001b[0m \u001b]0;owned\u0007\u001b[2J\u001bcend\u009b日本語👩‍💻';
  await get(port, `/out?text=${encodeURIComponent(evil.repeat(5))}`);
  await terminal.waitForText(/red .*␛cend\ufffd日本語/);
  const row = terminal.rows().find(text => text.includes('日本語'))!;
  expect(row).toMatch(/ │$/);
  expect(terminal.output).not.toMatch(/owned|\u009b/);
  expect(terminal.output).not.toContain('\u001bc');
  await quit(terminal);
});

test('at 10,000 lines a second the newest is shown, keys answer, and memory is bounded', async () => {
  const workers = 4;
  const terminal = await openLines({columns: 120, rows: 40}, {LINES: '2500'}, workers);
  const port = await terminal.port();
  terminal.press('3');
  await terminal.waitForText('10,000 lines · follows');
  for (const step of ['first', 'second', 'third']) {
    const text = `${step} of the marks`;
    // While thousands come with it and behind it.
    const written = Number((await get(port, `/err?text=${encodeURIComponent(text)}`)).body);
    await waitFor(
      () => `a line beyond ${written}:\n${terminal.text()}`,
      () => [1, 2, 3, 4].some(slot => Math.max(...shownNumbers(terminal, slot)) > written),
    );
    terminal.press('t');
    await waitFor('the key to be answered', () => !/\d\d:\d\d:\d\d\.\d{3} +\d │/.test(terminal.text()));
    terminal.press('t');
    await terminal.waitForText(/\d\d:\d\d:\d\d\.\d{3} +\d │/);
    terminal.press('/');
    await terminal.waitForText(/ \/▏/);
    terminal.press(text, '\r');
    await terminal.waitForText(`with "${text}"`);
    terminal.press(KEYS.up);
    await terminal.waitForText(/stands still, [1-9][\d,]* newer/);
    terminal.press('G');
    await terminal.waitForText('10,000 lines · follows');
  }
  const status = readFileSync(`/proc/${terminal.pid}/status`, 'utf8');
  expect(Number(/VmRSS:\s+(\d+)/.exec(status)![1]) * 1024).toBeLessThan(RSS_BYTES_MAX);
  terminal.press('1');
  await terminal.waitForText(`${workers} of ${workers} workers ready`);
  await quit(terminal);
});

test('the logs of a recording are those of the moment that is shown', async () => {
  const place = makePlace();
  const file = path.join(place.directory, 'logs.cv');
  const seconds = Array.from({length: 60}, (_, index) => index + 1);
  craftRecording(
    file,
    seconds.flatMap(id => [
      {type: 'snapshot', data: {...someSnapshot(2), sequence: id, at: NOW + id * 1000}} as const,
      {
        type: 'log',
        data: someLine(id, {
          at: NOW + id * 1000,
          slot: 1 + (id % 2),
          text: `line ${id} of worker ${1 + (id % 2)}`,
        }),
      } as const,
    ]),
  );
  const terminal = new Terminal(null, {place, args: ['replay', file]});
  await terminal.waitForText('replay · test');
  terminal.press(' ', '{', '3');
  await terminal.waitForText('00:00 of 00:59');
  await waitFor('the first line alone', () => shownNumbers(terminal, 2).join() === '1');
  terminal.press(KEYS.right);
  await terminal.waitForText('00:10 of 00:59');
  await waitFor('the lines until then', () => shownNumbers(terminal, 2).join() === '1,3,5,7,9,11');
  expect(shownNumbers(terminal, 1).join()).toBe('2,4,6,8,10');
  terminal.press('a');
  await terminal.waitForText('─ logs · worker 1 ─');
  await waitFor('its lines alone', () => shownNumbers(terminal, 1).join() === '2,4,6,8,10');
  expect(shownNumbers(terminal, 2)).toEqual([]);
  terminal.press(KEYS.left);
  await terminal.waitForText('00:00 of 00:59');
  await waitFor('none of what came later', () => shownNumbers(terminal, 1).length === 0);
  terminal.press(' ');
  await waitFor('what is played', () => shownNumbers(terminal, 1).includes(2));
  terminal.press('2');
  await terminal.waitForText('─ worker 1 of 2 ─');
  await terminal.waitForText(/10 min.* now/);
  terminal.press('q');
  expect(await terminal.waitForExit()).toEqual({code: 0});
});

test('n finds its way when a jump in a recording has brought other lines', async () => {
  const place = makePlace();
  const file = path.join(place.directory, 'jumps.cv');
  craftRecording(
    file,
    Array.from({length: 300}, (_, index) => index + 1).flatMap(id => [
      {type: 'snapshot', data: {...someSnapshot(1), sequence: id, at: NOW + id * 1000}} as const,
      {type: 'log', data: someLine(id, {at: NOW + id * 1000, text: `line ${id} of worker 1`})} as const,
    ]),
  );
  const terminal = new Terminal(null, {place, args: ['replay', file]});
  await terminal.waitForText('replay · test');
  terminal.press(' ', '}', '3');
  await terminal.waitForText('line 300 of worker');
  terminal.press('w', '/', ...'line 29', KEYS.enter);
  await terminal.waitForText(/with "line 29"/);
  await terminal.waitForText('stands still');
  terminal.press('{');
  await waitForGone(terminal, 'line 300 of worker');
  terminal.press('n', 'N');
  await terminal.waitForText('no line with "line 29" is among those that are kept');
  terminal.press('q');
  expect(await terminal.waitForExit()).toEqual({code: 0});
});

test('logs that stand still follow again when another worker’s have come in their place', async () => {
  const terminal = await openLines({columns: 80, rows: 24}, {FIRST: '300'}, 3);
  terminal.press('j', 'j', 'l');
  await terminal.waitForText('─ logs · worker 3 ─');
  await waitFor('its lines', () => shownNumbers(terminal, 3).length > 0);
  terminal.press(PAGE_UP);
  await terminal.waitForText('stands still');
  await terminal.client.scale(2);
  await terminal.waitForText('─ logs · worker 2 ─');
  await waitFor('lines of the other', () => shownNumbers(terminal, 2).length > 0);
  await terminal.waitForText('follows');
  await quit(terminal);
});
