import cliTruncate from 'cli-truncate';
import wrapAnsi from 'wrap-ansi';
import {isPrintableAscii, sanitize} from '../harmless-text.js';
import stringWidth from './string-width.js';

const GRAPHEMES = new Intl.Segmenter();

/** Of text from outside, made harmless. */
export function firstLine(untrusted: string): string {
  return sanitize(untrusted.split('\n', 1)[0]!);
}

/** Columns that text takes in a terminal. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** Exactly `width` columns: cut with an ellipsis, or filled with spaces. Text may carry colours. */
export function toWidth(
  text: string,
  width: number,
  align: 'left' | 'right' = 'left',
  ellipsis = '…',
): string {
  const actual = widthOf(text);
  if (actual > width) {
    if (width <= 0) return '';
    const cut = cliTruncate(text, width, {truncationCharacter: ellipsis});
    // A wide character that does not fit by half leaves a column free.
    return cut + ' '.repeat(Math.max(0, width - widthOf(cut)));
  }
  const filler = ' '.repeat(width - actual);
  return align === 'left' ? text + filler : filler + text;
}

/** Lines that are too long go on in the next one, a path or an address in the middle of it. Text may carry colours. */
export function wrapped(lines: readonly string[], width: number): string[] {
  return lines.flatMap(line =>
    widthOf(line) > width ? wrapAnsi(line, width, {hard: true, trim: false}).split('\n') : line,
  );
}

/** Text without colours in rows of at most `width` columns; all of it is kept, and words are where they fit. */
export function wrap(text: string, width: number): string[] {
  if (widthOf(text) <= width) return [text];
  const rows: string[] = [];
  let row = '';
  let used = 0;
  for (const part of isPrintableAscii(text) ? text : graphemesOf(text)) {
    const columns = widthOf(part);
    if (used + columns > width && row !== '') {
      const cut = row.lastIndexOf(' ') + 1;
      const end = part !== ' ' && cut > row.length / 2 ? cut : row.length;
      rows.push(row.slice(0, end));
      row = row.slice(end);
      used = widthOf(row);
    }
    row += part;
    used += columns;
  }
  return [...rows, row];
}

function graphemesOf(text: string): string[] {
  return Array.from(GRAPHEMES.segment(text), ({segment}) => segment);
}

/** Of several ways to say the same, the longest first; the last one, if none fits. */
export function firstThatFits(texts: readonly string[], columns: number): string {
  return texts.find(text => widthOf(text) <= columns) ?? texts.at(-1)!;
}

/** Two ends of one line; the right end gives way first. */
export function spread(left: string, right: string, width: number, ellipsis = '…'): string {
  const leftWidth = widthOf(left);
  const room = width - leftWidth - 1;
  if (room < widthOf(right)) {
    return room < 8
      ? toWidth(left, width, 'left', ellipsis)
      : `${left} ${toWidth(right, room, 'right', ellipsis)}`;
  }
  return left + ' '.repeat(width - leftWidth - widthOf(right)) + right;
}
