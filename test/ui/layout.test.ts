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

describe.each(SIZES)('at %i×%i, below the names of several clusters', (columns, rows) => {
  test.each([1, 4, 8, 9, 64, 256])('%i slots fill the rest of the screen exactly', slots => {
    const layout = computeLayout({columns, rows, slots, tableRows: slots, clusterRows: 1});
    expect(layout.tooSmall).toBe(false);
    const panes = [layout.headerRows, layout.tableRows + TABLE_HEAD_ROWS, layout.eventRows];
    const optional = [layout.distributionRows].filter(own => own > 0);
    const used = [...panes, ...optional].reduce((sum, pane) => sum + pane + BORDER_ROWS, HINT_ROWS);
    expect(used).toBe(rows - 1);
    expect(layout.eventRows).toBeGreaterThanOrEqual(3);
    expect(layout.tableRows).toBeGreaterThanOrEqual(Math.min(slots, 2));
  });
});

describe.each(SIZES)('at %i×%i, while workers are reloaded', (columns, rows) => {
  test.each([1, 2, 4, 8, 9, 64, 256])('%i slots fill the screen exactly', slots => {
    const layout = computeLayout({
      columns,
      rows,
      slots,
      tableRows: slots + 1,
      spans: 2,
      reloadSlots: slots,
    });
    const panes = [layout.headerRows, layout.tableRows + TABLE_HEAD_ROWS, layout.eventRows];
    const optional = [layout.distributionRows, layout.reloadRows].filter(own => own > 0);
    const used = [...panes, ...optional].reduce((sum, pane) => sum + pane + BORDER_ROWS, HINT_ROWS);
    expect(used).toBe(rows);
    expect(layout.eventRows).toBeGreaterThanOrEqual(3);
    expect(layout.tableRows).toBeGreaterThanOrEqual(Math.min(slots, 3));
  });
});

test.each([
  [200, 60, 4, 4],
  [120, 40, 4, 4],
  [80, 24, 4, 4],
  [80, 24, 64, 2],
  [60, 15, 4, 0],
])('at %i×%i a reload of %i slots has %i rows', (columns, rows, slots, reloadRows) => {
  const layout = computeLayout({columns, rows, slots, tableRows: slots, spans: 2, reloadSlots: slots});
  expect(layout.reloadRows).toBe(reloadRows);
});

test('a reload takes the place of the distribution where there is room for one of both, which is told', () => {
  const small = computeLayout({columns: 80, rows: 24, slots: 4, tableRows: 5, spans: 2, reloadSlots: 4});
  expect(small).toMatchObject({reloadRows: 4, distributionRows: 0, hidden: ['distribution']});
  const large = computeLayout({columns: 120, rows: 40, slots: 4, tableRows: 5, spans: 2, reloadSlots: 4});
  expect(large).toMatchObject({reloadRows: 4, distributionRows: 5, hidden: []});
});

test.each([
  [200, 60, 4, 2, 2],
  [120, 40, 4, 2, 2],
  // A change of policy leaves but one time to be told.
  [120, 40, 4, 1, 1],
  // One sign a slot stands alone.
  [200, 60, 9, 2, 1],
  [120, 24, 4, 2, 1],
  [80, 24, 4, 2, 1],
  [60, 15, 4, 2, 0],
])(
  'at %i×%i with %i slots, of %i spans of the distribution %i are shown',
  (columns, rows, slots, spans, shown) => {
    const layout = computeLayout({columns, rows, slots, tableRows: slots, spans});
    expect(layout.distributionSpans).toBe(shown);
  },
);

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
