import {execFile, spawn} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {expect, onTestFinished, test} from 'vitest';
import {filmSvg} from '../../demo/pictures/film-svg.js';
import {FRAMES_MAX, Recorder} from '../../demo/pictures/recorder.js';
import {type CellRow, Screen} from '../../demo/pictures/screen.js';
import {screenSvg} from '../../demo/pictures/window-svg.js';
import {makePlace} from '../support/place.js';
import {markedProcesses, waitForNoProcess} from '../support/processes.js';
import {KEYS} from '../support/terminal.js';
import {openCluster, quit} from '../support/viewer.js';
import {waitFor} from '../support/wait-for.js';
import {parseXml, type XmlElement} from '../support/xml.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PICTURES = path.join(ROOT, 'demo/pictures');
const STILL_BYTES_MAX = 150_000;
const FILM_BYTES_MAX = 600_000;

const FRAME_START = '\u001b[?2026h';
const FRAME_END = '\u001b[?2026l';
const GREEN = '#3fb950';
const RED = '#ff7b72';
const LINE = /[\u2500-\u259f]/g;

/** Of a screen that shows this, and nothing else. */
function cellsOf(text: string, columns = 20, rows = 2): Promise<CellRow[]> {
  return new Promise(resolve => {
    const screen = new Screen(columns, rows, readCells => resolve(readCells()));
    screen.write(`${FRAME_START}${text}${FRAME_END}`);
    onTestFinished(() => screen.dispose());
  });
}

function pictureOf(cells: readonly CellRow[], columns = 20): XmlElement[] {
  return parseXml(screenSvg(cells, {title: 'title', description: 'description', columns}));
}

function textsOf(elements: readonly XmlElement[]): XmlElement[] {
  return elements.filter(({name, attributes}) => name === 'text' && attributes.class !== 'w');
}

/** Without what is drawn, and without the spaces between what stands on its own. */
function wordsOf(text: string): string {
  return text.replaceAll(LINE, '').replaceAll(/\s/g, '');
}

test.each([
  {columns: 120, rows: 40},
  {columns: 80, rows: 24},
])('a picture of the viewer at $columns×$rows has its words, its colours and its lines', async size => {
  const terminal = await openCluster(size);
  terminal.press('p');
  await terminal.waitForText('Who gets the next connection?');
  const {cells, text} = await waitFor('a whole frame', () => {
    const read = terminal.cells();
    return read && {cells: read, text: terminal.text()};
  });
  const svg = screenSvg(cells, {title: 'title', description: 'description', columns: size.columns});
  const elements = parseXml(svg);
  expect(Buffer.byteLength(svg)).toBeLessThan(STILL_BYTES_MAX);
  const texts = textsOf(elements);
  // Within a row the signs come in the order of their columns, so that only their characters compare.
  expect([...wordsOf(texts.map(each => each.text).join(''))].sort().join('')).toBe(
    [...wordsOf(text)].sort().join(''),
  );
  expect(texts.some(each => each.text === 'running' && each.attributes.fill === GREEN)).toBe(true);
  expect(elements.some(({name, attributes}) => name === 'rect' && attributes.height === '17')).toBe(true);
  // Borders reach from edge to edge in one stroke.
  const strokes = elements
    .filter(({attributes}) => attributes.class?.startsWith('l'))
    .map(e => e.attributes.d!);
  expect(strokes.some(stroke => /M[\d.]+ 8\.5h\d{2,}/.test(stroke))).toBe(true);
  terminal.press(KEYS.escape);
  await quit(terminal);
});

test('groups of words stand at their column, as long as their cells', async () => {
  const texts = textsOf(pictureOf(await cellsOf('one two   three')));
  expect(texts.map(({text, attributes}) => [text, attributes.x, attributes.textLength])).toEqual([
    ['one two', '0', '59.01'],
    ['three', '84.3', '42.15'],
  ]);
});

test('colours of the palette, of the 256 and of any other are those of the cell; inverse swaps them', async () => {
  const styled = (code: string, text: string) => `\u001b[${code}m${text}\u001b[0m`;
  const row = [
    styled('31', 'a'),
    styled('38;5;196', 'b'),
    styled('38;2;1;2;3', 'c'),
    styled('38;5;244', 'g'),
  ];
  const elements = pictureOf(await cellsOf(`${row.join('')}${styled('7;31', 'd')}${styled('1;2', 'e')}`));
  const fills = Object.fromEntries(textsOf(elements).map(({text, attributes}) => [text, attributes.fill]));
  expect(fills).toMatchObject({a: RED, b: '#ff0000', c: '#010203', g: '#808080'});
  expect(fills.d).not.toBe(RED);
  expect(elements.some(({name, attributes}) => name === 'rect' && attributes.fill === RED)).toBe(true);
  expect(textsOf(elements).find(({text}) => text === 'e')!.attributes.class).toBe('b d');
});

test('what XML would take for markup is text, and what it cannot hold is replaced', async () => {
  expect(textsOf(pictureOf(await cellsOf('<a href="x">&amp;'))).map(({text}) => text)).toEqual([
    '<a href="x">&amp;',
  ]);
  const description = '\u0000 \ud800 <b>';
  const svg = screenSvg([], {title: ']]>', description, columns: 1});
  expect(parseXml(svg).find(({name}) => name === 'title')!.text).toBe('\ufffd \ufffd <b>');
});

test('wide characters take two columns, and what follows keeps its own', async () => {
  const texts = textsOf(pictureOf(await cellsOf('日本 end')));
  expect(texts.map(({text, attributes}) => [text, attributes.x])).toEqual([
    ['日', '8.43'],
    ['本', '25.29'],
    ['end', '42.15'],
  ]);
});

test('a film has each row once, shows each frame for its time, and begins with the first', async () => {
  const frames = await Promise.all(
    ['same\r\none', 'same\r\ntwo', 'same\r\nsix'].map(async (text, index) => {
      return {cells: await cellsOf(text), durationMs: 500 * (index + 1)};
    }),
  );
  const svg = filmSvg(frames, {title: 'title', description: 'description', columns: 20, rows: 2});
  const elements = parseXml(svg);
  expect(textsOf(elements).map(({text}) => text)).toEqual(['same', 'one', 'two', 'six']);
  const defined = elements.flatMap(({attributes}) =>
    attributes.id?.startsWith('r') ? [`#${attributes.id}`] : [],
  );
  const used = elements.filter(({name}) => name === 'use').map(({attributes}) => attributes.href!);
  expect(new Set(used)).toEqual(new Set(defined));
  expect(used).toHaveLength(6);
  expect(svg).toMatch(/animation:f 3\.00s step-end infinite/);
  expect([...svg.matchAll(/([\d.]+)%\{/g)].map(([, percent]) => Number(percent))).toEqual([
    0, 16.67, 50, 100,
  ]);
});

test('a recorder leaves out what does not change, what flits by, and what is too much', async () => {
  let now = 0;
  const recorder = new Recorder(() => now);
  const cells = await Promise.all(Array.from({length: FRAMES_MAX + 20}, (_, index) => cellsOf(`${index}x`)));
  recorder.take(() => cells[0]!);
  expect(recorder.frames()).toEqual([]);
  recorder.start();
  recorder.take(() => cells[0]!);
  now += 1000;
  recorder.take(() => cells[0]!);
  now += 1000;
  recorder.take(() => cells[1]!);
  now += 100;
  recorder.take(() => cells[2]!);
  now += 60_000;
  recorder.stop();
  expect(recorder.frames()).toEqual([
    {cells: cells[0], durationMs: 2000},
    {cells: cells[2], durationMs: 2500},
  ]);

  // Each stands for as long as any other.
  const long = new Recorder(() => now);
  long.start();
  for (const each of cells) {
    long.take(() => each);
    now += 300;
  }
  long.stop();
  const frames = long.frames();
  expect(frames).toHaveLength(FRAMES_MAX);
  expect(frames[0]!.cells).toBe(cells[0]);
  expect(frames.at(-1)!.cells).toBe(cells.at(-1));
});

test('the pictures in the README are there, well-formed, within their size, and have a text for who cannot see them', () => {
  const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const shown = [...readme.matchAll(/!\[([^\]]*)\]\((demo\/pictures\/[^)]+)\)/g)];
  expect(shown.length).toBeGreaterThan(1);
  for (const [, description] of shown) expect(description).toMatch(/\w+ \w+/);
  const made = readdirSync(PICTURES).filter(name => name.endsWith('.svg'));
  expect(new Set(shown.map(([, , file]) => path.basename(file!)))).toEqual(new Set(made));
  for (const name of made) {
    const svg = readFileSync(path.join(PICTURES, name), 'utf8');
    expect(Buffer.byteLength(svg)).toBeLessThan(name === 'tour.svg' ? FILM_BYTES_MAX : STILL_BYTES_MAX);
    expect(parseXml(svg).find(element => element.name === 'title')!.text).toMatch(/\w+ \w+/);
    // Nothing that a page would have to fetch, and nothing that runs.
    expect(svg).not.toMatch(/<script|<image|<foreignObject|href="(?!#)|url\((?!#)|@import/);
  }
});

test('interrupted, the pictures leave no process and no directory behind, and are what they were', async () => {
  const place = makePlace({PORT: '0'});
  const before = readdirSync(PICTURES).map(name => readFileSync(path.join(PICTURES, name)));
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(PICTURES, 'main.ts')], {
    cwd: ROOT,
    env: place.env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', data => {
    errors += data;
  });
  // The demo, its load, the viewer, the master, four workers, and the command itself.
  await waitFor('all of the demo', () => markedProcesses(place.mark).length >= 9);
  child.kill('SIGINT');
  expect(await waitFor('its end', () => child.exitCode !== null && {code: child.exitCode})).toEqual({
    code: 1,
  });
  expect(errors).toContain('interrupted by SIGINT');
  await waitForNoProcess(place.mark);
  expect(readdirSync(place.directory).filter(name => name.startsWith('clusterview-demo'))).toEqual([]);
  expect(readdirSync(PICTURES).map(name => readFileSync(path.join(PICTURES, name)))).toEqual(before);
});

test('killed at once, the pictures leave no process behind either', async () => {
  const place = makePlace({PORT: '0'});
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(PICTURES, 'main.ts')], {
    cwd: ROOT,
    env: place.env,
    stdio: 'ignore',
  });
  await waitFor('all of the demo', () => markedProcesses(place.mark).length >= 9);
  child.kill('SIGKILL');
  await waitForNoProcess(place.mark);
});

test('a history that is no number of seconds is refused before anything starts', async () => {
  const run = promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', path.join(PICTURES, 'main.ts'), '--history', 'x'],
    {
      cwd: ROOT,
    },
  );
  await expect(run).rejects.toMatchObject({code: 2, stderr: expect.stringContaining('1 to 600')});
});
