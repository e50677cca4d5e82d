import {expect, test} from 'vitest';
import {LOG_LINE_CHARS_MAX} from '../../source/master/bounds.js';
import {LineSplitter} from '../../source/master/line-splitter.js';

function split(...pieces: readonly string[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter(line => lines.push(line));
  for (const piece of pieces) splitter.push(piece);
  splitter.end();
  return lines;
}

test('pieces are put together, and the last line needs no end', () => {
  expect(split('a', 'b\nc\r', '\n\nd')).toEqual(['ab', 'c', '', 'd']);
});

test('a line that never ends is cut at the bound, and nothing of it is lost', () => {
  const text = 'x'.repeat(2 * LOG_LINE_CHARS_MAX + 5);
  const lines = split(text.slice(0, 100), text.slice(100), '\nnext\n');
  expect(lines.map(line => line.length)).toEqual([LOG_LINE_CHARS_MAX, LOG_LINE_CHARS_MAX, 5, 4]);
  expect(split(`${text}\n`).join('')).toBe(text);
});
