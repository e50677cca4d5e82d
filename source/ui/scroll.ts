/** Moving through items of which each takes one or more rows. */

/** The first row that is shown. */
export interface Place {
  /** Index of an item. */
  readonly item: number;
  /** Index of one of its rows. */
  readonly row: number;
}

/** Rows of an item, at least 1. */
export type HeightOf = (item: number) => number;

/** From where on the last `rows` rows are shown. */
export function lastPlace(items: number, rows: number, heightOf: HeightOf): Place {
  let left = rows;
  for (let item = items - 1; item >= 0; item--) {
    const height = heightOf(item);
    if (height >= left) return {item, row: height - left};
    left -= height;
  }
  return {item: 0, row: 0};
}

/** So many rows down, or up where it is negative; not beyond the ends. Infinite is to an end. */
export function movePlace(from: Place, by: number, items: number, rows: number, heightOf: HeightOf): Place {
  if (by === Number.NEGATIVE_INFINITY) return {item: 0, row: 0};
  const last = lastPlace(items, rows, heightOf);
  if (by === Number.POSITIVE_INFINITY) return last;
  let item = Math.min(from.item, Math.max(0, items - 1));
  let row = from.row + by;
  while (row < 0 && item > 0) {
    item -= 1;
    row += heightOf(item);
  }
  while (item < items - 1 && row >= heightOf(item)) {
    row -= heightOf(item);
    item += 1;
  }
  const place = {item, row: Math.max(0, row)};
  return isBefore(place, last) ? place : last;
}

export function isBefore(place: Place, other: Place): boolean {
  return place.item < other.item || (place.item === other.item && place.row < other.row);
}
