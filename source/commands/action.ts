import {ApiCallError} from '../api/client.js';
import type {ActionResult} from '../api/types.js';
import {printable} from './printable.js';

/**
 * Has something done, and prints what came of it: one line and what more there is to tell; with `json` the answer of
 * the API.
 * @returns the exit code: 1 where it could not be done.
 */
export async function printAction<Result extends ActionResult>(
  json: boolean,
  act: () => Promise<Result>,
  linesOf: (result: Result) => readonly string[] = () => [],
): Promise<number> {
  try {
    const result = await act();
    const lines = json ? [JSON.stringify(result)] : [result.message, ...linesOf(result)];
    process.stdout.write(`${printable(lines.join('\n'), process.stdout)}\n`);
    return 0;
  } catch (error) {
    if (json && error instanceof ApiCallError) {
      const {code, message} = error;
      process.stdout.write(`${JSON.stringify({error: {code, message}})}\n`);
    }
    return printFailure(error);
  }
}

/** Says that a call to the API has failed; anything else that is thrown is ours. @returns the exit code. */
export function printFailure(error: unknown): number {
  if (!(error instanceof ApiCallError)) throw error;
  process.stderr.write(`clusterview: ${printable(error.message, process.stderr)}\n`);
  return 1;
}
