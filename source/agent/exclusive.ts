import type {Channel} from './channel.js';
import {clearInterval, setInterval} from './timers.js';

const POLL_MS = 50;
/** A worker that has not listened by then is judged by the master's own time limit. */
const POLLS_MAX = 1200;

/**
 * `listen({exclusive: true})` does not ask the cluster for a handle, so nothing tells that the app is up but
 * the socket itself. Looks for one until the app listens in either way.
 */
export function watchExclusiveListeners(channel: Channel, isListening: () => boolean): void {
  let polls = 0;
  const poll = setInterval(() => {
    polls += 1;
    const exclusive = !isListening() && process.getActiveResourcesInfo().includes('TCPServerWrap');
    if (exclusive) channel.send({act: 'listening', address: null});
    if (exclusive || isListening() || polls === POLLS_MAX) clearInterval(poll);
  }, POLL_MS);
  poll.unref();
}
