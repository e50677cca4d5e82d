import {expect, test} from 'vitest';
import {lastPlace, movePlace} from '../../source/ui/scroll.js';

const heights = [1, 3, 1, 10, 2];
const heightOf = (item: number) => heights[item]!;
const move = (item: number, row: number, by: number, rows = 4) =>
  movePlace({item, row}, by, heights.length, rows, heightOf);

test('the last rows may begin inside an item', () => {
  expect(lastPlace(5, 4, heightOf)).toEqual({item: 3, row: 8});
  expect(lastPlace(5, 100, heightOf)).toEqual({item: 0, row: 0});
  expect(lastPlace(0, 4, heightOf)).toEqual({item: 0, row: 0});
});

test.each([
  [0, 0, 1, {item: 1, row: 0}],
  [0, 0, 2, {item: 1, row: 1}],
  [1, 1, -1, {item: 1, row: 0}],
  [1, 1, -2, {item: 0, row: 0}],
  [1, 1, -9, {item: 0, row: 0}],
  [3, 2, -3, {item: 2, row: 0}],
  [3, 2, 100, {item: 3, row: 8}],
  [3, 2, Number.NEGATIVE_INFINITY, {item: 0, row: 0}],
  [0, 0, Number.POSITIVE_INFINITY, {item: 3, row: 8}],
  // Items that are gone are not moved to.
  [9, 0, 0, {item: 3, row: 8}],
])('from row %i,%i by %i', (item, row, by, expected) => {
  expect(move(item, row, by)).toEqual(expected);
});

test('every row of an item that is higher than the screen can be reached', () => {
  const seen = new Set<string>();
  let place = {item: 0, row: 0};
  for (let step = 0; step < 20; step++) {
    seen.add(`${place.item},${place.row}`);
    place = movePlace(place, 1, heights.length, 4, heightOf);
  }
  for (let row = 0; row < 9; row++) expect(seen).toContain(`3,${row}`);
});
