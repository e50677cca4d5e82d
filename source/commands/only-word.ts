import {UsageError} from '../usage-error.js';

/**
 * The one word that a command takes. One too many would go unnoticed, as the second name of `stop api web`.
 * @param words what stands behind the command.
 * @param what the word is, for the error.
 * @throws UsageError
 */
export function onlyWord(words: readonly string[], what: string): string | undefined {
  const [word, surplus] = words;
  if (surplus !== undefined) throw new UsageError(`one ${what} at a time, not also "${surplus}"`);
  return word;
}
