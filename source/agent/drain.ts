import type {Server as HttpServer} from 'node:http';
import type {Http2Session} from 'node:http2';
import {performance} from 'node:perf_hooks';
import {appHooks} from '../app-hooks.js';
import type {Channel} from './channel.js';
import {idleConnections, silentConnections, takeWaitingConnections} from './hand-over.js';
import type {ServedListeners} from './listen.js';
import type {HandleOwner} from './node-internals.js';
import type {RequestCounter} from './requests.js';
import {describeThrown} from './thrown.js';
import {clearInterval, setImmediate, setInterval} from './timers.js';

/** A draining worker looks this often for what is left; beside that after responses, */
const DRAIN_POLL_MS = 20;
/** but not more often than this: looking for idle ones costs more than a request where there are many. */
const LOOK_EVERY_MS = 5;
/**
 * An idle connection that cannot be moved gets this long for one more request, whose answer says that it ends:
 * the client of one that is just closed may be sending at that moment.
 */
export const LAST_REQUEST_MS = 2000;
/** The same in a worker that none follows: clients connect elsewhere sooner or later. */
const LAST_REQUEST_OF_ALL_MS = 300;

/** Name of the function by which Node's HTTP takes a connection (Node 20 to 26). */
const HTTP_LISTENER = 'connectionListener';

/** What a worker has that a drain is about. */
export interface WorkerParts {
  readonly channel: Channel;
  readonly served: ServedListeners;
  readonly requests: RequestCounter;
  readonly http2Sessions: ReadonlySet<Http2Session>;
  /** Sends the last figures. */
  readonly report: () => void;
}

/**
 * Takes nothing new, lets what is in flight finish, and says so when nothing is left. Idle connections go back
 * to the master, for another worker, if there is to be one; otherwise, and where they cannot be moved, they
 * are closed. The app's servers stay open as far as the app can see, so that its own handlers of SIGTERM find
 * them as they would without clusterview.
 * @param ending listeners that end with this worker: nobody else serves them.
 * @param onDrained called when the master has been told so.
 */
export function drain(
  {channel, served, requests, http2Sessions, report}: WorkerParts,
  handOver: boolean,
  ending: readonly number[],
  onDrained: () => void,
): void {
  const listenerOf = new Map<HandleOwner, number>();
  for (const [listener, {owner, stopAccepting}] of served) {
    stopAccepting();
    if (handOver && !ending.includes(listener) && canBeMoved(owner)) listenerOf.set(owner, listener);
  }
  // A connection that stays open becomes idle after its response, and is moved then.
  requests.closeAfterResponse(socket => !listenerOf.has(socket.server!));
  for (const session of http2Sessions) session.close();
  let appIsBusy = true;
  letAppKnow().then(() => {
    appIsBusy = false;
  });

  // With nothing else to live for, the process would end before what it hands over has left it.
  channel.ref();
  const closesIdleAt = performance.now() + (handOver ? LAST_REQUEST_MS : LAST_REQUEST_OF_ALL_MS);
  let polls = 0;
  const poll = setInterval(letGo, DRAIN_POLL_MS);
  const stopLooking = afterResponses(requests, LOOK_EVERY_MS, letGo);
  letGo();

  function end(): void {
    clearInterval(poll);
    stopLooking();
  }

  function letGo(): void {
    // The app has left the cluster, and lives on: what is still open is its own.
    if (!process.connected) {
      end();
      return;
    }
    for (const server of requests.servers) {
      const listener = listenerOf.get(server);
      if (!isHttp(server)) continue;
      if (listener === undefined) {
        if (performance.now() < closesIdleAt) continue;
        const idle = idleConnections(server);
        // What a new connection has sent has been read by the second time.
        if (polls > 0) idle.push(...silentConnections(server));
        for (const socket of idle) socket.destroy();
        continue;
      }
      for (const {handle, state} of takeWaitingConnections(server)) {
        channel.send({act: 'return', listener, state}, handle);
      }
    }
    polls += 1;
    if (requests.openConnections > 0 || appIsBusy) return;
    end();
    // What follows is SIGTERM, whose default action leaves no time for last figures.
    report();
    channel.send({act: 'drained', prefersMessage: prefersMessage(channel)}, undefined, onDrained);
  }
}

/**
 * Calls back in turns of the event loop that have sent responses: their connections are idle then, and a client
 * that thinks for no time at all has not sent its next request yet. One at a time; the last one wins.
 * @param everyMs not more often than this.
 * @returns a function that ends it.
 */
export function afterResponses(requests: RequestCounter, everyMs: number, callback: () => void): () => void {
  let isDue = false;
  let lookedAt = performance.now();
  const run = () => {
    isDue = false;
    if (requests.onFinished !== notice) return;
    callback();
    lookedAt = performance.now();
  };
  const notice = () => {
    if (isDue || performance.now() - lookedAt < everyMs) return;
    isDue = true;
    setImmediate(run);
  };
  requests.onFinished = notice;
  return () => {
    if (requests.onFinished === notice) requests.onFinished = null;
  };
}

/**
 * Plain HTTP/1: the state of TLS and HTTP/2 lives in the process, and other protocols have no idle moment. Where
 * something else than Node's HTTP takes the connections, as what reads a PROXY header, it expects to see their beginning.
 */
export function canBeMoved(owner: HandleOwner): owner is HandleOwner & HttpServer {
  if (!isHttp(owner) || 'setSecureContext' in owner) return false;
  return owner.listeners('connection').some(({name}) => name === HTTP_LISTENER);
}

/** HTTP/1, plain or over TLS. */
function isHttp(owner: HandleOwner): owner is HandleOwner & HttpServer {
  return 'closeIdleConnections' in owner;
}

/** Waits for what the app does about it; the master bounds the whole of the drain. */
async function letAppKnow(): Promise<void> {
  const listeners = [...appHooks().drainListeners];
  const outcomes = await Promise.allSettled(listeners.map(async listener => listener()));
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') process.stderr.write(`${describeThrown(outcome.reason).stack}\n`);
  }
}

/** As apps do that were written for pm2: a message tells them to end, and no handler of SIGTERM is there. */
function prefersMessage(channel: Channel): boolean {
  return channel.appListens && process.listenerCount('SIGTERM') === 0;
}
