import {UsageError} from '../usage-error.js';

/**
 * Takes `[name] <word>` apart: commands say last what they are to set.
 * @param words what stands behind the command.
 * @param expected what the last word is, for the error.
 * @throws UsageError
 */
export function lastWord<Value>(
  words: readonly string[],
  expected: string,
  parse: (text: string) => Value | undefined,
): {readonly name: string | undefined; readonly value: Value} {
  const [name, tooMuch] = words.slice(0, -1);
  const text = words.at(-1);
  if (tooMuch !== undefined) throw new UsageError(`what is "${tooMuch}"? say [name] and ${expected}`);
  if (text === undefined) throw new UsageError(`say ${expected}`);
  const value = parse(text);
  if (value === undefined) throw new UsageError(`say ${expected}, not "${text}"`);
  return {name, value};
}
