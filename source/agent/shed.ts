import {afterResponses, canBeMoved, type WorkerParts} from './drain.js';
import {takeIdleConnections} from './hand-over.js';
import {clearTimeout, setTimeout} from './timers.js';

/** Connections that have not become idle by then stay. */
const SHED_MS_MAX = 1000;
/** Looking for idle ones has a price where there are many connections, and nobody waits for it. */
const LOOK_EVERY_MS = 25;
/**
 * Node sends a process one handle in a turn of its event loop, and what else there is to say waits behind them: a
 * connection is not taken out before it can go soon.
 */
const ON_THEIR_WAY_MAX = 2;

/**
 * Hands over some of the idle connections, of a worker that stays. New ones are left alone: with a short life, they
 * are gone before they have been moved.
 */
export function shed(
  {channel, served, requests}: WorkerParts,
  count: number,
  listeners: readonly number[],
): void {
  // Its drain hands over all of them.
  if (requests.isDraining) return;
  let left = count;
  let onTheirWay = 0;
  let isOver = false;
  const stopLooking = afterResponses(requests, LOOK_EVERY_MS, letGo);
  const timer = setTimeout(end, SHED_MS_MAX);
  timer.unref();
  letGo();

  function letGo(): void {
    for (const [listener, {owner}] of served) {
      if (!listeners.includes(listener) || !canBeMoved(owner)) continue;
      const room = Math.min(left, ON_THEIR_WAY_MAX - onTheirWay);
      for (const {handle, state} of takeIdleConnections(owner, room)) {
        left -= 1;
        onTheirWay += 1;
        channel.send({act: 'return', listener, state}, handle, onGone);
      }
    }
    if (left === 0) end();
  }

  function onGone(): void {
    onTheirWay -= 1;
    if (!isOver && !requests.isDraining) letGo();
  }

  function end(): void {
    isOver = true;
    stopLooking();
    clearTimeout(timer);
  }
}
