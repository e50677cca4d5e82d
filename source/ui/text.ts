import cliTruncate from 'cli-truncate';
import wrapAnsi from 'wrap-ansi';
import stringWidth from './string-width.js';

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach the terminal
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** More than any screen is wide; measuring much more would take long. */
const LINE_CHARS_MAX = 2000;

/**
 * Makes text from outside harmless: control characters and what turns the direction of writing are shown as
 * signs, so that no log line or name can steer the terminal.
 */
export function sanitize(untrusted: string): string {
  const text = untrusted.slice(0, LINE_CHARS_MAX);
  if (PRINTABLE_ASCII.test(text)) return text;
  return text.replace(UNSAFE, char => {
    const code = char.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
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
