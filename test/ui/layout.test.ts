import {describe, expect, test} from 'vitest';
import {computeLayout, scrollOffset} from '../../source/ui/layout.js';

const HINT_ROWS = 1;
const BORDER_ROWS = 2;
const TABLE_HEAD_ROWS = 1;

const SIZES = [
  [200, 60],
  [120, 40],
  [80, 24],
  [60, 15],
] as const;

describe.each(SIZES)('at %i×%i', (columns, rows) => {
  test.each([1, 4, 8, 9, 64, 256])('%i slots fill the screen exactly', slots => {
    const layout = computeLayout({columns, rows, slots, tableRows: slots});
    expect(layout.tooSmall).toBe(false);
    const panes = [
      layout.headerRows + BORDER_ROWS,
      layout.tableRows + TABLE_HEAD_ROWS + BORDER_ROWS,
      layout.distributionRows > 0 ? layout.distributionRows + BORDER_ROWS : 0,
      layout.eventRows + BORDER_ROWS,
    ];
    expect(panes.reduce((sum, pane) => sum + pane, HINT_ROWS)).toBe(rows);
    expect(layout.eventRows).toBeGreaterThanOrEqual(3);
    expect(layout.tableRows).toBeGreaterThanOrEqual(Math.min(slots, 3));
    expect(layout.hidden).toEqual(layout.distributionRows > 0 ? [] : ['distribution']);
  });
});

test.each([
  [59, 40],
  [120, 14],
  [40, 10],
])('%i×%i is too small', (columns, rows) => {
  expect(computeLayout({columns, rows, slots: 4, tableRows: 4}).tooSmall).toBe(true);
});

test('the rows move no more than the selection needs', () => {
  expect(scrollOffset(0, 3, 5, 20)).toBe(0);
  expect(scrollOffset(0, 5, 5, 20)).toBe(1);
  expect(scrollOffset(4, 2, 5, 20)).toBe(2);
  expect(scrollOffset(4, 6, 5, 20)).toBe(4);
  // Rows that are gone are not scrolled to.
  expect(scrollOffset(15, 3, 5, 4)).toBe(0);
});
