import {afterResponses, canBeMoved, type WorkerParts} from './drain.js';
import {takeIdleConnections} from './hand-over.js';

/** Connections that have not become idle by then stay. */
const SHED_MS_MAX = 1000;

/** Hands over some of the idle connections, of a worker that stays. */
export function shed({channel, served, requests}: WorkerParts, count: number): void {
  // Its drain hands over all of them.
  if (requests.isDraining) return;
  let left = count;
  const stopLooking = afterResponses(requests, letGo);
  const timer = setTimeout(stopLooking, SHED_MS_MAX);
  timer.unref();
  letGo();

  function letGo(): void {
    for (const [listener, {owner}] of served) {
      if (!canBeMoved(owner)) continue;
      for (const {handle, state} of takeIdleConnections(owner, requests.open, left)) {
        channel.send({act: 'return', listener, state}, handle);
        left -= 1;
      }
    }
    if (left > 0) return;
    stopLooking();
    clearTimeout(timer);
  }
}
