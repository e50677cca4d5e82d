import {ApiCallError} from '../api/client.js';
import {findCluster} from './find-cluster.js';

/** `clusterview stop [name]`: waits until it has stopped. @returns the exit code. */
export async function execute(name: string | undefined): Promise<number> {
  const client = await findCluster(name, 'clusterview-stop');
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
