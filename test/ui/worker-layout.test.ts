import {describe, expect, test} from 'vitest';
import {computeLayout} from '../../source/ui/layout.js';
import {cellColumns, computeWorkerLayout} from '../../source/ui/worker-layout.js';

const BORDER_ROWS = 2;

describe.each([
  [200, 60, 3, true],
  [120, 40, 3, true],
  [80, 24, 2, false],
  [79, 45, 2, true],
  [60, 15, 0, false],
  [75, 60, 0, false],
  [200, 15, 3, false],
] as const)('at %i×%i', (columns, rows, gridColumns, hasLogs) => {
  test(`${gridColumns} charts stand beside each other, and all rows are used`, () => {
    const {bodyRows} = computeLayout({columns, rows, slots: 4, tableRows: 4});
    const layout = computeWorkerLayout(columns, bodyRows);
    expect(layout).toMatchObject({gridColumns});
    expect(layout.logRows > 0).toBe(hasLogs);
    expect(layout.hidden.includes('logs')).toBe(!hasLogs);
    if (gridColumns === 0) return;
    const panes = [
      layout.nowRows,
      ...layout.plotRows,
      ...[layout.phaseRows, layout.logRows].filter(own => own > 0),
    ];
    expect(panes.reduce((sum, pane) => sum + pane + BORDER_ROWS, 0)).toBe(bodyRows);
    expect(Math.min(...layout.plotRows)).toBeGreaterThanOrEqual(2);
  });
});

test('panes beside each other fill the width', () => {
  expect(cellColumns(200, 3)).toEqual([67, 67, 66]);
  expect(cellColumns(80, 2)).toEqual([40, 40]);
});

test.each([
  [54, 6],
  [34, 3],
  [18, 0],
  [11, 0],
])('of %i rows, phases get a pane of %i', (bodyRows, phaseRows) => {
  expect(computeWorkerLayout(120, bodyRows).phaseRows).toBe(phaseRows);
});
