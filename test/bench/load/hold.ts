import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import {answerOf, forkLoad} from './child.js';

const HOLD_CLIENT = fileURLToPath(new URL('hold-client.mjs', import.meta.url));
/** Far above what it takes to open the most of them. */
const OPEN_MS_MAX = 60_000;

/**
 * While `use` runs, so many connections are open that have had an answer and do nothing. From a process of its own: what
 * their end costs is not to meet who measures it.
 * @throws where one has no answer.
 */
export async function whileHeld<Result>(
  port: number,
  connections: number,
  use: () => Promise<Result>,
): Promise<Result> {
  const client = forkLoad(HOLD_CLIENT);
  try {
    const {failed} = await answerOf<{failed: number}>(client, {port, connections}, OPEN_MS_MAX);
    if (failed > 0) throw new Error(`of ${connections} connections to be held, ${failed} had no answer`);
    return await use();
  } finally {
    if (client.connected) {
      const ended = once(client, 'exit');
      client.disconnect();
      await ended;
    }
  }
}
