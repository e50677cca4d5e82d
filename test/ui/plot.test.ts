import {stripVTControlCharacters} from 'node:util';
import {expect, test} from 'vitest';
import {historyPoint} from '../../source/api/history-point.js';
import {axisTop, columnsOf, plotRows} from '../../source/ui/plot.js';
import {glyphSets} from '../../source/ui/theme.js';
import {NOW, someSlot} from '../support/snapshots.js';

const rows = (series: (number | null)[], inner?: (number | null)[]) =>
  plotRows({
    series,
    ...(inner && {inner}),
    top: 10,
    rows: 2,
    labels: ['10', '0'],
    labelColumns: 3,
    glyphs: glyphSets.unicode,
  }).map(stripVTControlCharacters);

test('values stand as blocks behind their axis; what is missing leaves a hole, and nothing a line', () => {
  expect(rows([null, 0, 5, 7.5, 10])).toEqual([' 10 │   ▄█', '  0 │ ▁███']);
});

test('of two series the inner one is solid, and the other shaded', () => {
  expect(rows([10, 10], [5, 0])).toEqual([' 10 │░░', '  0 │█▁']);
});

test.each([
  [0, 10, 10],
  [11, 10, 20],
  [21, 1, 50],
  [51, 1, 100],
  [0.3, 0.1, 0.5],
  [60e6, 1e6, 100e6],
])('an axis for %d, at least %d, ends with %d', (highest, least, top) => {
  expect(axisTop(highest, least)).toBeCloseTo(top);
});

test('a column has the highest value of its time, and keeps it as it moves', () => {
  const points = [9, 1, 4, 7, 2].map((cpuPercent, index) => ({
    ...historyPoint(NOW + (index - 4) * 1000, someSlot(1)),
    cpuPercent,
  }));
  const columns = (now: number) => columnsOf(points, ({cpuPercent}) => cpuPercent, now, 8000, 4);
  expect(columns(NOW)).toEqual([null, 9, 7, 2]);
  expect(columns(NOW + 1000)).toEqual(columns(NOW));
  expect(columns(NOW + 2000)).toEqual([...columns(NOW).slice(1), null]);
});
