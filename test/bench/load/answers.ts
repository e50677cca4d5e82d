import {setMaxListeners} from 'node:events';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Contender} from '../peers/server.js';
import {get} from './get.js';

const TRY_EVERY_MS = 4;
const MS_MAX = 60_000;

/**
 * Asks until an answer comes that fits; does not wait for one answer before it asks again, since a request can be lost
 * in a worker that dies.
 * @returns when it had come, by `performance.now()`.
 */
export async function answeredAt(
  port: number,
  path: string,
  fits: (answer: string) => boolean,
): Promise<number> {
  const others = new AbortController();
  setMaxListeners(0, others.signal);
  let found: number | null = null;
  const end = performance.now() + MS_MAX;
  while (found === null && performance.now() < end) {
    get(port, path, others.signal)
      .then(answer => {
        if (fits(answer)) found ??= performance.now();
      })
      // Nobody listens yet, or no longer.
      .catch(() => {});
    await sleep(TRY_EVERY_MS);
  }
  others.abort();
  if (found === null) throw new Error(`no answer came within ${MS_MAX / 1000} s`);
  return found;
}

/** Milliseconds from the launch with so many workers to the first answer of one of them. */
export async function firstAnswerMs(contender: Contender, workers: number): Promise<number> {
  const {port, launchedAt, stop} = await contender.launch(workers);
  try {
    return (await answeredAt(port, '/', () => true)) - launchedAt;
  } finally {
    await stop();
  }
}
