import type {ApiClient} from '../api/client.js';
import type {ActionResult, StackFrame} from '../api/types.js';
import type {Arguments} from '../arguments.js';
import {printAction} from './action.js';
import {findWorker} from './find-worker.js';

/** The shape of all commands that look into a worker. @returns the exit code. */
export async function diagnose<Result extends ActionResult>(
  {input, values}: Arguments,
  ask: (client: ApiClient, slot: number) => Promise<Result>,
  linesOf: (result: Result) => readonly string[],
): Promise<number> {
  const [command, ...words] = input;
  const {client, slot} = await findWorker(words, `clusterview-${command}`);
  return printAction(values.json ?? false, () => ask(client, slot), linesOf);
}

/** `handle (app.js:12:3)`. */
export function describeFrame(frame: StackFrame): string {
  return `${frame.function || '(without a name)'} (${frame.file}:${frame.line}:${frame.column})`;
}
