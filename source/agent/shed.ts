import {afterResponses, canBeMoved, type WorkerParts} from './drain.js';
import {takeIdleConnections} from './hand-over.js';

/** Connections that have not become idle by then stay. */
const SHED_MS_MAX = 1000;
/** Looking for idle ones has a price where there are many connections, and nobody waits for it. */
const LOOK_EVERY_MS = 25;

/**
 * Hands over some of the idle connections, of a worker that stays. New ones are left alone: with a short life, they
 * are gone before they have been moved.
 */
export function shed({channel, served, requests}: WorkerParts, count: number): void {
  // Its drain hands over all of them.
  if (requests.isDraining) return;
  let left = count;
  const stopLooking = afterResponses(requests, LOOK_EVERY_MS, letGo);
  const timer = setTimeout(stopLooking, SHED_MS_MAX);
  timer.unref();
  letGo();

  function letGo(): void {
    for (const [listener, {owner}] of served) {
      if (!canBeMoved(owner)) continue;
      for (const {handle, state} of takeIdleConnections(owner, left)) {
        channel.send({act: 'return', listener, state}, handle);
        left -= 1;
      }
    }
    if (left > 0) return;
    stopLooking();
    clearTimeout(timer);
  }
}
