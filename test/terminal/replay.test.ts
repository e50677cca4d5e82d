import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {runCommand} from '../support/command.js';
import {makePlace, type Place} from '../support/place.js';
import {craftRecording, printRecording, recordCrash, someEvents, stretch} from '../support/recording.js';
import {KEYS, Terminal} from '../support/terminal.js';
import {waitFor} from '../support/wait-for.js';

const SIZES = [
  {columns: 120, rows: 40},
  {columns: 80, rows: 24},
];
const LENGTH_MS = 90_000;
/** Of everything that a crash leaves on the screen. */
const CRASH = /crashed: uncaught exception/;

/** A real crash, slowed down to a minute and a half, so that there is room to move in. */
async function makeRecording(place: Place): Promise<string> {
  const file = path.join(place.directory, 'slow.cv');
  craftRecording(file, stretch(await recordCrash(place), LENGTH_MS), {messagesAChapter: 7});
  return file;
}

/** Opened and paused at the start. */
async function openPaused(
  file: string,
  place: Place,
  size: {columns: number; rows: number},
): Promise<Terminal> {
  const terminal = new Terminal(null, {...size, place, args: ['replay', file]});
  await terminal.waitForText('replay · test');
  terminal.press(' ');
  await terminal.waitForText('paused 1×');
  terminal.press('{');
  await terminal.waitForText(/00:00 of 01:30/);
  return terminal;
}

/** What is on the screen when no notice lies over the last line. */
async function settledText(terminal: Terminal): Promise<string> {
  await terminal.waitForText('Space pause');
  return terminal.text();
}

function withoutCrash(terminal: Terminal): Promise<boolean> {
  return waitFor(
    () => `a screen without the crash:\n${terminal.text()}`,
    () => !CRASH.test(terminal.text()) && terminal.text().includes('0 crashes'),
  );
}

describe.each(SIZES)('at $columns×$rows', size => {
  test('it shows each moment as it was, back and forth, and leaves at once', async () => {
    const place = makePlace();
    const file = await makeRecording(place);
    const terminal = await openPaused(file, place, size);
    expect(terminal.isAlternate).toBe(true);
    await withoutCrash(terminal);

    for (const moment of ['00:10', '00:20', '00:30']) {
      terminal.press(KEYS.right);
      await terminal.waitForText(
        new RegExp(`2026-01-0\\d \\d\\d:\\d\\d:${moment.slice(3)} · ${moment} of 01:30`),
      );
    }
    const before = await settledText(terminal);
    terminal.press(KEYS.left, KEYS.left);
    await terminal.waitForText('00:10 of 01:30');
    terminal.press(KEYS.left.repeat(5));
    await terminal.waitForText('00:00 of 01:30');

    terminal.press('}');
    await terminal.waitForText('01:30 of 01:30');
    await terminal.waitForText('1 crash · 1 restart');
    await terminal.waitForText(/served 40 /);
    terminal.press(' ');
    await terminal.waitForText('the recording ends here');
    terminal.press('{');
    await terminal.waitForText('00:00 of 01:30');
    await withoutCrash(terminal);
    terminal.press(KEYS.right.repeat(3));
    await terminal.waitForText('00:30 of 01:30');
    expect(await settledText(terminal)).toBe(before);
    terminal.press('{');
    await terminal.waitForText('00:00 of 01:30');
    expect(terminal.rows().every(row => row.length <= size.columns)).toBe(true);

    terminal.press('q');
    expect(await terminal.waitForExit()).toEqual({code: 0});
    await waitFor('the normal screen', () => !terminal.isAlternate);
    expect(terminal.output.lastIndexOf('\u001b[?25h')).toBeGreaterThan(
      terminal.output.lastIndexOf('\u001b[?25l'),
    );
    await terminal.waitForText('clusterview: a recording of test, watched up to 00:00 of 01:30');
    await terminal.waitForText(/slow\.cv: from 2026-01-0\d \d\d:\d\d:00 to 2026-01-0\d \d\d:\d\d:30/);
  });

  test('it plays faster and slower within bounds, and pauses at the end', async () => {
    const place = makePlace();
    const terminal = await openPaused(await makeRecording(place), place, size);
    terminal.press('[', '[');
    await terminal.waitForText('paused 0.25×');
    terminal.press('[', ']');
    await terminal.waitForText('paused 0.5×');
    terminal.press(']'.repeat(20));
    await terminal.waitForText('paused 64×');
    terminal.press(' ');
    await terminal.waitForText('paused 64×');
    await terminal.waitForText('01:30 of 01:30');
    await terminal.waitForText('1 crash · 1 restart');
    // A master that is silent for that long would be shown as stuck.
    expect(terminal.text()).not.toContain('does not answer');
    terminal.press('['.repeat(20));
    await terminal.waitForText('paused 0.25×');
    // Together, so that the second comes before the first is done.
    terminal.press('{ ');
    await terminal.waitForText('plays 0.25×');
    await terminal.waitForText(/00:0[1-9] of 01:30/);
    terminal.press(KEYS.ctrlC);
    expect(await terminal.waitForExit()).toEqual({code: 0});
  });

  test('keys that would change a cluster are refused, and the help has those of a replay', async () => {
    const place = makePlace();
    const terminal = await openPaused(await makeRecording(place), place, size);
    for (const key of ['x', 'X', 'r', 'R', '+', '-', 'p']) {
      terminal.press(key);
      await terminal.waitForText('this is a recording: nothing can be changed in it');
      expect(terminal.text()).not.toMatch(/Stop worker|Kill worker|Reload \d|Who gets/);
    }
    terminal.press('?');
    await terminal.waitForText('10 seconds forward');
    expect(terminal.text()).not.toContain('SIGKILL');
    terminal.press(KEYS.escape);
    await waitFor('the help to close', () => !terminal.text().includes('? or Esc closes'));
    terminal.press('j');
    await terminal.waitForText(/▸ +2 /);
    terminal.press('q');
    expect(await terminal.waitForExit()).toEqual({code: 0});
  });
});

test('a live view has no key of a replay', async () => {
  const terminal = new Terminal('http.cjs', {args: ['--workers', '1']});
  await terminal.waitForText('1 of 1 worker ready');
  terminal.press(' ', KEYS.left, ']', '?');
  await terminal.waitForText('? or Esc closes');
  expect(terminal.text()).not.toMatch(/pause|seconds back|recording/);
  terminal.press(KEYS.escape, KEYS.ctrlC);
  expect(await terminal.waitForExit()).toEqual({code: 0});
});

test('what was recorded cannot steer the terminal', async () => {
  const place = makePlace();
  const file = path.join(place.directory, 'evil.cv');
  const evil = '\u001b]0;owned\u0007\u001b[2J\u009b31m';
  const messages = stretch(await recordCrash(place), LENGTH_MS).map(message => {
    if (message.type === 'event') return {...message, data: {...message.data, message: `event ${evil}`}};
    if (message.type !== 'snapshot') return message;
    const cluster = {...message.data.cluster, name: `test${evil}`, nodeVersion: evil};
    return {...message, data: {...message.data, cluster}};
  });
  craftRecording(file, messages);
  const terminal = new Terminal(null, {place, args: ['replay', file]});
  await terminal.waitForText('replay · test␛]0;owned');
  terminal.press('}');
  await terminal.waitForText('event ␛]0;owned');
  terminal.press('q');
  expect(await terminal.waitForExit()).toEqual({code: 0});
  expect(terminal.output).not.toContain(evil.slice(0, 4));
  expect(terminal.output).not.toContain('\u009b');
});

test('without a terminal it prints what was recorded, in the shape of --json', async () => {
  const place = makePlace();
  const file = path.join(place.directory, 'some.cv');
  const messages = someEvents(25);
  craftRecording(file, messages);
  expect((await printRecording(file, place)).messages).toEqual(messages);
});

test.each([
  ['no file', ['replay'], /^which recording\? usage: clusterview replay FILE$/],
  ['a file that is not there', ['replay', 'nope.cv'], /^no such recording: nope\.cv$/],
  ['a directory', ['replay', '.'], /^\.: EISDIR/],
  ['a file that is no recording', ['replay', 'diary.txt'], /^diary\.txt is no recording of clusterview$/],
  [
    'a recording of a newer form',
    ['replay', 'newer.cv'],
    /^newer\.cv was recorded by a newer clusterview \(9\.9\.9\)/,
  ],
  ['no terminal', ['replay', 'some.cv'], /^a replay needs a terminal; with --json it prints/],
])('%s is one clear line and exit code 2', async (_, args, line) => {
  const place = makePlace();
  writeFileSync(path.join(place.directory, 'diary.txt'), 'dear diary\n');
  craftRecording(path.join(place.directory, 'newer.cv'), someEvents(3), {version: 2});
  craftRecording(path.join(place.directory, 'some.cv'), someEvents(3));
  const {code, stdout, stderr} = await runCommand(args, place);
  expect(stderr).toMatch(/^clusterview: [^\n]+\n$/);
  expect(stderr.slice('clusterview: '.length, -1)).toMatch(line);
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
});

test('what an error names does not steer the terminal', async () => {
  const terminal = new Terminal(null, {args: ['replay', 'no\u001b[2Jsuch.cv']});
  expect(await terminal.waitForExit()).toEqual({code: 2});
  expect(terminal.output).toMatch(/^clusterview: .*no.*such\.cv/);
  expect(terminal.output).not.toContain('\u001b[2J');
});
