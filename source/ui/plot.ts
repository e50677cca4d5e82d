import type {HistoryPoint} from '../api/types.js';
import {toWidth} from './text.js';
import {type Glyphs, type Paint, paint} from './theme.js';

/** One value a column; `null` where there is none. */
export type Series = readonly (number | null)[];

/** The highest value of each column's share of a span of time that ends with `now`. */
export function columnsOf(
  points: readonly HistoryPoint[],
  figureOf: (point: HistoryPoint) => number | null,
  now: number,
  spanMs: number,
  columns: number,
): Series {
  const values: (number | null)[] = new Array(columns).fill(null);
  const columnMs = spanMs / columns;
  for (const point of points) {
    const value = figureOf(point);
    // By the clock, so that what is drawn moves to the left but does not change.
    const column = columns - 1 - (Math.floor(now / columnMs) - Math.floor(point.at / columnMs));
    if (value === null || column < 0 || column >= columns) continue;
    values[column] = Math.max(values[column] ?? 0, value);
  }
  return values;
}

/** The next number of 1, 2 or 5 with zeros: what an axis ends with. */
export function axisTop(highest: number, least: number): number {
  const value = Math.max(highest, least);
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find(step => step * power >= value) ?? 10;
  return factor * power;
}

export interface PlotOptions {
  /** Drawn up to each value. */
  readonly series: Series;
  /** Never above the other; drawn solid in front of it. */
  readonly inner?: Series;
  /** The value at the upper edge; 0 is at the lower one. */
  readonly top: number;
  readonly rows: number;
  /** Of the value at the upper edge, and of 0. */
  readonly labels: readonly [top: string, bottom: string];
  readonly labelColumns: number;
  readonly glyphs: Glyphs;
}

/** Rows of blocks with the values of the axis in front of them. */
export function plotRows({series, inner, top, rows, labels, labelColumns, glyphs}: PlotOptions): string[] {
  return Array.from({length: rows}, (_, row) => {
    const isFirst = row === 0;
    const isLast = row === rows - 1;
    const label = isFirst ? labels[0] : isLast ? labels[1] : '';
    const floor = rows - 1 - row;
    const cells = series.map((value, column): [string, Paint] => {
      const front = inner?.[column] ?? null;
      const frontBlock = front === null ? '' : block(front, top, rows, floor, glyphs);
      if (frontBlock) return [frontBlock, paint.second];
      const back = value === null ? '' : block(value, top, rows, floor, glyphs);
      if (!back) return [' ', paint.plain];
      const isFull = back === glyphs.spark.at(-1);
      return [inner && isFull ? glyphs.barRest : back, paint.accent];
    });
    const axis = paint.label(`${toWidth(label, labelColumns, 'right')} ${glyphs.border.vertical}`);
    return axis + painted(cells);
  });
}

/** How much of a cell is filled; a value that is not missing shows at least at the bottom. */
function block(value: number, top: number, rows: number, floor: number, glyphs: Glyphs): string {
  const steps = glyphs.spark.length;
  const filled = Math.round((value / top) * rows * steps) - floor * steps;
  const least = floor === 0 ? 1 : 0;
  return glyphs.spark[Math.min(steps, Math.max(least, filled)) - 1] ?? '';
}

/** Neighbours of one colour together: fewer bytes to measure and to send. */
function painted(cells: readonly [string, Paint][]): string {
  let text = '';
  let run = '';
  let color: Paint = paint.plain;
  for (const [char, own] of cells) {
    if (own !== color) {
      text += run && color(run);
      run = '';
      color = own;
    }
    run += char;
  }
  return text + (run && color(run));
}
