import type {Glyphs} from './theme.js';

/** The last `width` values as a row of blocks, the highest of them full. */
export function sparkline(values: readonly number[], width: number, glyphs: Glyphs): string {
  const shown = values.slice(-width);
  const highest = Math.max(...shown, 0);
  const top = glyphs.spark.length - 1;
  const blocks = shown.map(value => glyphs.spark[highest > 0 ? Math.round((value / highest) * top) : 0]!);
  return blocks.join('').padStart(width);
}

/** A bar of `width` columns of which `share` (0 to 1) is filled; what is not nothing shows. */
export function bar(share: number, width: number, glyphs: Glyphs): {filled: string; rest: string} {
  const exact = Math.min(1, Math.max(0, share)) * width;
  const filled = share > 0 ? Math.max(1, Math.round(exact)) : 0;
  return {filled: glyphs.bar.repeat(filled), rest: glyphs.barRest.repeat(width - filled)};
}
