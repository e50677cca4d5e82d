import {setTimeout as sleep} from 'node:timers/promises';
import type {SteeredServer} from '../peers/server.js';

/** A viewer has started, and what it has read and compiled at first is behind it: it is there to be left open. */
const SETTLE_MS = 3000;
const QUICK_SETTLE_MS = 500;

export function settleMs(isQuick: boolean): number {
  return isQuick ? QUICK_SETTLE_MS : SETTLE_MS;
}

/** One run while somebody watches, and one while nobody does, next to each other. */
interface WatchedAndNot {
  readonly watched: number;
  readonly without: number;
}

/**
 * @param run gives what is measured.
 * @param settle milliseconds before a run with a viewer, and after its end.
 * @param isWatchedFirst where such pairs follow each other, another one is to come first each time.
 */
export async function watchedAndNot(
  server: Pick<SteeredServer, 'watch'>,
  run: () => Promise<number>,
  settle: number,
  isWatchedFirst: boolean,
): Promise<WatchedAndNot> {
  if (!isWatchedFirst) return {without: await run(), watched: await runWatched(server, run, settle)};
  return {watched: await runWatched(server, run, settle), without: await run()};
}

async function runWatched(
  server: Pick<SteeredServer, 'watch'>,
  run: () => Promise<number>,
  settle: number,
): Promise<number> {
  const viewer = server.watch();
  try {
    await viewer.firstFrame;
    await sleep(settle);
    return await run();
  } finally {
    await viewer.end();
    await sleep(settle);
  }
}
