import type {Server as HttpServer} from 'node:http';
import type {Http2Session} from 'node:http2';
import type {Channel} from './channel.js';
import {idleConnections, silentConnections, takeIdleConnections} from './hand-over.js';
import type {ServedListeners} from './listen.js';
import type {HandleOwner, OpenSocket} from './node-internals.js';
import type {RequestCounter} from './requests.js';

/** How often a draining worker looks for connections that have become idle. */
const DRAIN_POLL_MS = 20;

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
 * @param onDrained called when the master has been told so.
 */
export function drain(
  {channel, served, requests, http2Sessions, report}: WorkerParts,
  handOver: boolean,
  onDrained: () => void,
): void {
  const listenerOf = new Map<HandleOwner, number>();
  for (const [listener, {owner, stopAccepting}] of served) {
    stopAccepting();
    if (handOver && canBeMoved(owner)) listenerOf.set(owner, listener);
  }
  // A connection that stays open becomes idle after its response, and is moved then.
  requests.closesAfterResponse = socket => !listenerOf.has(socket.server!);
  for (const session of http2Sessions) session.close();

  // With nothing else to live for, the process would end before what it hands over has left it.
  channel.ref();
  let polls = 0;
  const poll = setInterval(letGo, DRAIN_POLL_MS);
  letGo();

  function letGo(): void {
    for (const server of serversOf(requests.open)) {
      const listener = listenerOf.get(server);
      if (!isHttp(server)) continue;
      if (listener === undefined) {
        const idle = idleConnections(server, requests.open);
        // What a new connection has sent has been read by the second time.
        if (polls > 0) idle.push(...silentConnections(server, requests.open));
        for (const socket of idle) socket.destroy();
        continue;
      }
      for (const {handle, state} of takeIdleConnections(server, requests.open)) {
        channel.send({act: 'return', listener, state}, handle);
      }
    }
    polls += 1;
    if (requests.open.size > 0) return;
    clearInterval(poll);
    // What follows is SIGTERM, whose default action leaves no time for last figures.
    report();
    channel.send({act: 'drained'}, undefined, onDrained);
  }
}

function serversOf(sockets: Iterable<OpenSocket>): Set<HandleOwner> {
  const servers = new Set<HandleOwner>();
  for (const {server} of sockets) if (server) servers.add(server);
  return servers;
}

/** Hands over some of the idle connections, of a worker that stays. */
export function shed({channel, served, requests}: WorkerParts, count: number): void {
  let left = count;
  for (const [listener, {owner}] of served) {
    if (!canBeMoved(owner)) continue;
    for (const {handle, state} of takeIdleConnections(owner, requests.open, left)) {
      channel.send({act: 'return', listener, state}, handle);
      left -= 1;
    }
  }
}

/** HTTP/1, plain or over TLS. */
function isHttp(owner: HandleOwner): owner is HandleOwner & HttpServer {
  return 'closeIdleConnections' in owner;
}

/** Plain HTTP/1: the state of TLS and HTTP/2 lives in the process, and other protocols have no idle moment. */
function canBeMoved(owner: HandleOwner): owner is HandleOwner & HttpServer {
  return isHttp(owner) && !('setSecureContext' in owner);
}
