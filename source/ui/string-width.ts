/**
 * Takes the place of the package `string-width` in the bundle, for Ink and all that comes with it: measuring text was
 * more than a quarter of the viewer's CPU, because the package looks at each character of a row as soon as one is not ASCII.
 */
import measure, {type Options} from 'string-width';

/** Takes one column each, whatever stands beside it: ASCII, and the lines, blocks and signs that the viewer draws. */
const NARROW = /^[\x20-\x7e·…↑↓─-▟■░▲▸○●◐◔×]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what sets colours begins with one
export const COLOURS = /\u001b\[[\d;]*m/g;

/** Columns that text takes in a terminal. */
export default function stringWidth(text: string, options?: Options): number {
  if (options === undefined) {
    const plain = withoutColours(text);
    if (NARROW.test(plain)) return plain.length;
  }
  return measure(text, options);
}

/** Each character takes one column, but for those that set colours. */
export function isNarrow(text: string): boolean {
  return NARROW.test(withoutColours(text));
}

function withoutColours(text: string): string {
  return text.includes('\u001b') ? text.replace(COLOURS, '') : text;
}
