import {stripVTControlCharacters} from 'node:util';
import {expect, test} from 'vitest';
import {type LogStyle, logHeight, visibleLogRows} from '../../source/ui/log-lines.js';
import {matches, rangesOf} from '../../source/ui/pattern.js';
import {widthOf} from '../../source/ui/text.js';
import {glyphSets} from '../../source/ui/theme.js';
import {someLine} from '../support/snapshots.js';

const style: LogStyle = {
  columns: 40,
  timestamps: false,
  wraps: false,
  pattern: '',
  glyphs: glyphSets.unicode,
};
const rowsOf = (...[lines, place, rows, own, match]: Parameters<typeof visibleLogRows>) =>
  visibleLogRows(lines, place, rows, own, match).map(stripVTControlCharacters);

test('a line names its worker, has a sign for stderr, and its time where that is wanted', () => {
  const lines = [someLine(120, {slot: 3}), someLine(7, {slot: 12, stream: 'stderr'})];
  expect(rowsOf(lines, null, 5, style).map(row => row.trimEnd())).toEqual([
    '    3 │ line 120',
    '   12 ▲ line 7',
  ]);
  expect(rowsOf(lines, null, 5, {...style, timestamps: true})[0]).toMatch(/^ {2}\d\d:00:00\.120 {3}3 │ line/);
});

test('without a place the newest lines are shown, with one those from there on', () => {
  const lines = [1, 2, 3, 4, 5].map(id => someLine(id));
  const ids = (...rows: string[]) => rows.map(row => row.trim().at(-1));
  expect(ids(...rowsOf(lines, null, 2, style))).toEqual(['4', '5']);
  expect(ids(...rowsOf(lines, {item: 1, row: 0}, 2, style))).toEqual(['2', '3']);
});

test('a long line is cut or wrapped; wrapped, all of it is there, wide characters, too', () => {
  const text = '日本語 and ASCII, '.repeat(20);
  const line = someLine(1, {text});
  const [cut] = rowsOf([line], null, 20, style);
  expect(cut).toMatch(/…$/);
  expect(widthOf(cut!)).toBe(40);
  const wrapped = {...style, wraps: true};
  const rows = rowsOf([line], null, 100, wrapped);
  expect(rows).toHaveLength(logHeight(line, wrapped));
  expect(rows.every(row => widthOf(row) <= 40)).toBe(true);
  expect(rows.map(row => row.slice(8)).join('')).toBe(text);
});

test('what is looked for is marked with a sign, and the match that was gone to with another', () => {
  const lines = ['an Error', 'fine', 'no error'].map((text, index) => someLine(index + 1, {text}));
  const marks = (pattern: string) => rowsOf(lines, null, 3, {...style, pattern}, 3).map(row => row[0]);
  expect(marks('error')).toEqual(['●', ' ', '▸']);
  expect(marks('Error')).toEqual(['●', ' ', '▸']);
  expect(marks('nothing')).toEqual([' ', ' ', '▸']);
});

test('a pattern is plain text, whose capitals count if it has any', () => {
  expect(rangesOf('a.b A.B axb', 'a.b')).toEqual([
    [0, 3],
    [4, 7],
  ]);
  expect(rangesOf('a.b A.B', 'A.b')).toEqual([]);
  expect(rangesOf('aaaa', 'aa')).toEqual([
    [0, 2],
    [2, 4],
  ]);
  expect(rangesOf('anything', '')).toEqual([]);
  expect(matches('Straße', 'straße')).toBe(true);
});
