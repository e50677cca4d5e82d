import type {Arguments} from '../arguments.js';
import {routeLines} from '../route-lines.js';
import {printFailure} from './action.js';
import {findCluster} from './find-cluster.js';
import {onlyWord} from './only-word.js';
import {printable} from './printable.js';

/** `clusterview routes [name]`. @returns the exit code. */
export async function execute(_: string | undefined, {input, values}: Arguments): Promise<number> {
  const client = await findCluster(onlyWord(input.slice(1), 'cluster'), 'clusterview-routes');
  try {
    const answer = await client.routes();
    const text = values.json ? JSON.stringify(answer) : routeLines(answer).join('\n');
    process.stdout.write(`${printable(text, process.stdout)}\n`);
    return 0;
  } catch (error) {
    return printFailure(error);
  }
}
