import {ApiCallError} from '../api/client.js';
import type {Arguments} from '../arguments.js';
import {findCluster} from './find-cluster.js';
import {onlyWord} from './only-word.js';

/** `clusterview stop [name]`: waits until it has stopped. @returns the exit code. */
export async function execute(_: string | undefined, {input}: Arguments): Promise<number> {
  const client = await findCluster(onlyWord(input.slice(1), 'cluster'), 'clusterview-stop');
  try {
    const {message} = await client.stop();
    process.stdout.write(`${message}\n`);
    // The stream ends with the cluster.
    await client.stream({logs: false, signal: new AbortController().signal, onMessage: () => {}});
  } catch (error) {
    if (!(error instanceof ApiCallError) || error.code !== 'ERR_UNREACHABLE') throw error;
  }
  process.stdout.write('stopped\n');
  return 0;
}
