import type {Server as HttpServer} from 'node:http';
import type {ConnectionState} from '../messages/types.js';
import {connectionsOf, type OpenSocket, type StreamHandle} from './node-internals.js';

export interface TakenConnection {
  readonly handle: StreamHandle;
  readonly state: Exclude<ConnectionState, 'new'>;
}

/**
 * Takes connections that wait for a request out of a server, without a byte being lost: what has arrived and
 * was not read stays in the kernel, for whoever is given the handle. The client notices nothing.
 */
export function takeWaitingConnections(server: HttpServer): TakenConnection[] {
  const idle = takeIdleConnections(server, Number.POSITIVE_INFINITY);
  return [...idle, ...take(silentConnections(server), 'silent')];
}

/** The same for those between two requests alone. */
export function takeIdleConnections(server: HttpServer, most: number): TakenConnection[] {
  return take(idleConnections(server).slice(0, most), 'idle');
}

function take(sockets: readonly OpenSocket[], state: TakenConnection['state']): TakenConnection[] {
  return sockets.flatMap(socket => (socket._handle ? {handle: detach(socket), state} : []));
}

/** Those that have not sent a byte: not idle in Node's sense, but nothing of them can get lost either. */
export function silentConnections(server: HttpServer): OpenSocket[] {
  const all = connectionsOf(server)?.all() ?? [];
  return all.flatMap(({socket}) => (socket && socket.bytesRead === 0 && !socket.destroyed ? socket : []));
}

/**
 * Those between two requests. Which these are is Node's own judgement, the one behind `closeIdleConnections`: half
 * a request read is not idle. But Node would also name one whose last response has ended and is not yet sent.
 */
export function idleConnections(server: HttpServer): OpenSocket[] {
  const idle = connectionsOf(server)?.idle() ?? [];
  return idle
    .map(({socket}) => socket)
    .filter(socket => !socket._httpMessage && socket.writableLength === 0 && !socket.destroyed);
}

const WHOLE_REQUEST = Buffer.from('GET / HTTP/1.1\r\nHost: idle\r\n\r\n');
/**
 * Has Node take a connection for one between two requests that it takes for a new one: otherwise the time for
 * the head of a request would run, and end with a 408 that nobody asked for. Its parser is idle after a whole
 * request, so it gets one to itself, which nobody hears of. The callbacks of the parser itself are not to be changed for
 * that: it keeps those that it has called (Node 26.12).
 */
export function makeIdle(socket: OpenSocket): void {
  const {parser} = socket;
  if (!parser) return;
  const {onIncoming} = parser;
  // In a version of Node that hands requests on in another way, the app would get this one.
  if (typeof onIncoming !== 'function') return;
  parser.onIncoming = () => 0;
  parser.execute(WHOLE_REQUEST);
  parser.onIncoming = onIncoming;
  parser.incoming = null;
}

function detach(socket: OpenSocket): StreamHandle {
  const handle = socket._handle!;
  handle.readStop();
  // The parser reads from the handle itself, and lets go of it when somebody else wants to read.
  socket.on('readable', () => {});
  handle.readStop();
  socket._handle = null;
  socket.destroy();
  return handle;
}
