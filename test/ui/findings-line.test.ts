import {stripVTControlCharacters} from 'node:util';
import {expect, test} from 'vitest';
import type {Finding} from '../../source/api/types.js';
import {findingsLine} from '../../source/ui/findings-line.js';
import {glyphSets} from '../../source/ui/theme.js';
import {someSnapshot} from '../support/snapshots.js';

const finding = {
  slot: 3,
  severity: 'warning',
  text: 'event loop 97 % busy, p99 delay 340 ms: CPU-bound',
  remedy: 'profile',
} as const;
const lineIn = (columns: number, findings: readonly Finding[]) =>
  stripVTControlCharacters(findingsLine(someSnapshot(3, {findings}), columns, glyphSets.unicode));

test('what is wrong comes with what can be done about it, in as many words as there is room for', () => {
  const found = '▲ worker 3: event loop 97 % busy, p99 delay 340 ms: CPU-bound';
  expect(lineIn(116, [finding, finding])).toBe(`${found}; d takes a CPU profile (and 1 more)`);
  expect(lineIn(80, [finding, finding])).toBe(`${found}; d: profile (+1)`);
  expect(lineIn(76, [finding, finding])).toBe(`${found}; d: profile`);
});

test('names that an app has chosen steer no terminal', () => {
  const text = 'stuck in a\u001b[2Jb\nc';
  const line = findingsLine(someSnapshot(3, {findings: [{...finding, text}]}), 116, glyphSets.ascii);
  expect(line).not.toContain('\u001b[2J');
  expect(line).not.toContain('\n');
});
