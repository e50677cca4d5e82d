import {inspect} from 'node:util';

/** Of a text, so much is shown. */
const TEXT_CHARS_MAX = 100;
/** Of a list or an object, so many entries are shown. */
const ENTRIES_MAX = 5;

/** A value of any kind in one line, to say in an error what was given. */
export function inWords(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, TEXT_CHARS_MAX));
  return inspect(value, {
    depth: 1,
    compact: true,
    breakLength: Number.POSITIVE_INFINITY,
    maxArrayLength: ENTRIES_MAX,
    maxStringLength: TEXT_CHARS_MAX,
  });
}
