import {fileURLToPath} from 'node:url';
import {answerOf, forkLoad} from './child.js';
import {SPARE_MS} from './load.js';

const OPEN_LOOP = fileURLToPath(new URL('open-loop.mjs', import.meta.url));

export interface Arrivals {
  readonly ms: number;
  readonly requestsPerSecond: number;
  /** Of them, so many are for `heavyPath`, between 0 and 1. */
  readonly heavyShare: number;
  readonly heavyPath: string;
  /** The same gives the same requests at the same moments. */
  readonly seed: number;
}

/** Milliseconds from when a request was due until it was answered. */
export interface Latencies {
  readonly light: readonly number[];
  readonly heavy: readonly number[];
}

/**
 * Requests that do not wait for each other.
 * @throws where one was not answered, or not with a success.
 */
export async function runArrivals(port: number, arrivals: Arrivals): Promise<Latencies> {
  const client = forkLoad(OPEN_LOOP);
  try {
    const order = {...arrivals, port};
    const answer = await answerOf<Latencies & {failed: number}>(client, order, arrivals.ms + SPARE_MS);
    const {light, heavy, failed} = answer;
    if (failed > 0) throw new Error(`${failed} requests were not answered`);
    return {light, heavy};
  } finally {
    if (client.connected) client.disconnect();
  }
}
