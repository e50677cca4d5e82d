import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {UsageError} from '../usage-error.js';

/** Of what a config file throws, so much is shown. */
const REASON_CHARS_MAX = 300;

/** @returns what to throw where a file does not parse or, as a program, has thrown something: one line. */
export function unreadable(file: string, thrown: unknown): UsageError {
  const reason = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  const line = thrown instanceof Error ? lineIn(file, thrown.stack ?? '') : undefined;
  const words = reason.replace(/\s+/g, ' ').slice(0, REASON_CHARS_MAX);
  return new UsageError(`${file}${line ? `, line ${line}` : ''}: ${words}`);
}

/** Where the stack names the file first; of a file that does not parse, Node puts the place above the stack. */
function lineIn(file: string, stack: string): string | undefined {
  const absolute = path.resolve(file);
  for (const name of [pathToFileURL(absolute).href, absolute]) {
    const place = stack.indexOf(`${name}:`);
    if (place >= 0) return /^\d+/.exec(stack.slice(place + name.length + 1))?.[0];
  }
  return undefined;
}
