import {stripVTControlCharacters} from 'node:util';
import {describe, expect, test} from 'vitest';
import type {ClusterStatus} from '../../source/ui/cluster-status.js';
import {clustersLine} from '../../source/ui/clusters-line.js';
import {widthOf} from '../../source/ui/text.js';
import {glyphSets} from '../../source/ui/theme.js';

const status = (name: string, change: Partial<ClusterStatus> = {}): ClusterStatus => ({
  name,
  sign: 'ready',
  words: 'ready',
  cause: null,
  figures: null,
  ...change,
});
const many = Array.from({length: 30}, (_, index) => status(`service-${index + 1}`));
const line = (
  statuses: readonly ClusterStatus[],
  shown: number,
  columns: number,
  glyphs = glyphSets.unicode,
) => stripVTControlCharacters(clustersLine(statuses, shown, columns, glyphs));

const SOME = [
  status('api'),
  status('web', {sign: 'starting', words: '1 of 2 ready'}),
  status('jobs', {sign: 'dead', words: 'failed'}),
];

test('each cluster has a sign and its state in words, and the one that is shown stands in brackets', () => {
  expect(line(SOME, 0, 80)).toBe(
    '[● api ready] ◐ web 1 of 2 ready  ✖ jobs failed          ] next  [ back  c list ',
  );
  expect(line(SOME, 1, 80)).toContain(' ● api ready [◐ web 1 of 2 ready] ✖ jobs failed ');
});

test('where there is less room the words of the keys go first, then those of the states', () => {
  expect(line(SOME, 2, 62)).toBe(' ● api ready  ◐ web 1 of 2 ready [✖ jobs failed]        ] [ c ');
  expect(line(SOME, 2, 40)).toBe(' ● api  ◐ web [✖ jobs]            ] [ c ');
});

test('of too many those around the one that is shown are named, and how many there are on either side', () => {
  expect(line(many, 0, 60)).toMatch(/^\[● service-1\] ● service-2 {2}● service-3 {2}…27 +\] \[ c $/);
  expect(line(many, 29, 60)).toMatch(/^ …27 {2}● service-28 {2}● service-29 \[● service-30\] +\] \[ c $/);
  expect(line(many, 14, 60)).toMatch(/^ …13 {2}● service-14 \[● service-15\] ● service-16 {2}…14 +\] \[ c $/);
});

test('what is wrong with one that has no room is told beside their number', () => {
  const statuses = many.with(20, status('x', {sign: 'warning'})).with(28, status('y', {sign: 'dead'}));
  expect(line(statuses, 0, 60)).toContain('…27✖ ');
  expect(line(statuses, 29, 60)).toContain(' …26▲ ');
});

test('a name that is too long is cut with a mark, and cannot steer the terminal', () => {
  expect(line([status('x'.repeat(100)), status('b')], 1, 80)).toContain(` ● ${'x'.repeat(23)}… ready `);
  expect(line([status('a\u001b[2J'), status('b')], 0, 80)).toContain('[● a␛[2J ready]');
});

describe.each([200, 120, 80, 60])('in %i columns', columns => {
  test.each([
    ['few', SOME],
    ['many', many],
    ['wide', Array.from({length: 9}, () => status('日本語👩‍💻'.repeat(20), {sign: 'warning'}))],
    ['ASCII', many],
  ])('%s names fill one line exactly, and the keys are there', (kind, statuses) => {
    for (const shown of statuses.keys()) {
      const text = line(statuses, shown, columns, glyphSets[kind === 'ASCII' ? 'ascii' : 'unicode']);
      expect(widthOf(text)).toBe(columns);
      expect(text).toMatch(/\[[●◐✖▲*] /);
      expect(text).toMatch(/\].*\[.*c.*$/);
    }
  });
});
