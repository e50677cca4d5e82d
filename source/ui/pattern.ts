import type {LogLine} from '../api/types.js';

/** The longest pattern that can be typed. */
const PATTERN_CHARS_MAX = 200;

/** Where a pattern is found in a text: from, and up to without it. */
export type Range = readonly [from: number, to: number];

/** All places in a text where a pattern of plain characters stands. Its capitals count if it has any. */
export function rangesOf(text: string, pattern: string): Range[] {
  if (pattern === '') return [];
  const folds = pattern === pattern.toLowerCase();
  const searched = folds ? text.toLowerCase() : text;
  const ranges: Range[] = [];
  for (let at = searched.indexOf(pattern); at >= 0; at = searched.indexOf(pattern, at + pattern.length)) {
    ranges.push([at, at + pattern.length]);
  }
  return ranges;
}

/** With what has just been typed at its end. @param typed `null` if none was begun. */
export function typeInto(typed: string | null, text: string): string {
  return ((typed ?? '') + text).slice(0, PATTERN_CHARS_MAX);
}

/** Without its last character. */
export function eraseFrom(typed: string | null): string {
  return [...(typed ?? '')].slice(0, -1).join('');
}

export function matches(text: string, pattern: string): boolean {
  return (pattern === pattern.toLowerCase() ? text.toLowerCase() : text).includes(pattern);
}

let last: {lines: readonly LogLine[]; pattern: string; found: readonly number[]} | null = null;

/** Indexes of the lines with a pattern; those of the last call are kept, since keys and frames ask for the same. */
export function matchingLines(lines: readonly LogLine[], pattern: string): readonly number[] {
  if (last?.lines === lines && last.pattern === pattern) return last.found;
  const found = lines.flatMap(({text}, index) => (matches(text, pattern) ? index : []));
  last = {lines, pattern, found};
  return found;
}
