import {ApiCallError, type ApiClient} from '../api/client.js';
import type {ActionResult, StackFrame} from '../api/types.js';
import type {Arguments} from '../arguments.js';
import {findWorker} from './find-worker.js';

/**
 * The shape of all commands that look into a worker: one line, and what more there is to tell; with `--json` the
 * answer of the API.
 * @returns the exit code.
 */
export async function diagnose<Result extends ActionResult>(
  {input, values}: Arguments,
  ask: (client: ApiClient, slot: number) => Promise<Result>,
  linesOf: (result: Result) => readonly string[],
): Promise<number> {
  const [command, ...words] = input;
  const {client, slot} = await findWorker(words, `clusterview-${command}`);
  try {
    const result = await ask(client, slot);
    const lines = values.json ? [JSON.stringify(result)] : [result.message, ...linesOf(result)];
    process.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof ApiCallError)) throw error;
    process.stderr.write(`clusterview: ${error.message}\n`);
    return 1;
  }
}

/** `handle (app.js:12:3)`. */
export function describeFrame(frame: StackFrame): string {
  return `${frame.function || '(without a name)'} (${frame.file}:${frame.line}:${frame.column})`;
}
