import type {Server as HttpServer} from 'node:http';
import net from 'node:net';
import type {ConnectionState} from '../messages/types.js';
import type {OpenSocket, StreamHandle} from './node-internals.js';

export interface TakenConnection {
  readonly handle: StreamHandle;
  readonly state: Exclude<ConnectionState, 'new'>;
}

/**
 * Takes connections that wait for a request out of a server, without a byte being lost: what has arrived and
 * was not read stays in the kernel, for whoever is given the handle. The client notices nothing.
 */
export function takeIdleConnections(
  server: HttpServer,
  open: Iterable<OpenSocket>,
  most = Number.POSITIVE_INFINITY,
): TakenConnection[] {
  const idle = new Set(idleConnections(server, open));
  const waiting = new Set([...idle, ...silentConnections(server, open)]);
  const taken: TakenConnection[] = [];
  for (const socket of waiting) {
    if (taken.length >= most) break;
    const handle = socket._handle && detach(socket);
    if (handle) taken.push({handle, state: idle.has(socket) ? 'idle' : 'silent'});
  }
  return taken;
}

/** Those that have not sent a byte: not idle in Node's sense, but nothing of them can get lost either. */
export function silentConnections(server: HttpServer, open: Iterable<OpenSocket>): OpenSocket[] {
  return [...open].filter(socket => socket.server === server && socket.bytesRead === 0 && !socket.destroyed);
}

/** Those between two requests. Node would also name one whose last response has ended but is not yet sent. */
export function idleConnections(server: HttpServer, open: Iterable<OpenSocket>): OpenSocket[] {
  return idleByNode(server, open).filter(socket => !socket._httpMessage && socket.writableLength === 0);
}

/**
 * Which connections are idle is Node's own judgement: half a request read is not. `closeIdleConnections`
 * destroys them, and `destroy` only takes note while it runs: the prototype's, and that of sockets which the
 * app has given one of their own.
 */
function idleByNode(server: HttpServer, open: Iterable<OpenSocket>): OpenSocket[] {
  const noted: OpenSocket[] = [];
  const owners: object[] = [net.Socket.prototype];
  for (const socket of open) if (Object.hasOwn(socket, 'destroy')) owners.push(socket);
  const restore = owners.map(owner => replaceDestroy(owner, noted));
  try {
    server.closeIdleConnections();
  } finally {
    for (const undo of restore) undo();
  }
  return noted;
}

/** @returns a function that puts back what was there. */
function replaceDestroy(owner: object, noted: OpenSocket[]): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, 'destroy');
  Object.defineProperty(owner, 'destroy', {
    configurable: true,
    writable: true,
    value(this: OpenSocket) {
      noted.push(this);
      return this;
    },
  });
  return () => {
    if (before) Object.defineProperty(owner, 'destroy', before);
    else Reflect.deleteProperty(owner, 'destroy');
  };
}

const WHOLE_REQUEST = Buffer.from('GET / HTTP/1.1\r\nHost: idle\r\n\r\n');
/** `kOnHeaders` to `kOnMessageComplete` of Node's HTTP parser: where it keeps its callbacks. */
const PARSER_CALLBACKS = [1, 2, 3, 4];

/**
 * Has Node take a connection for one between two requests that it takes for a new one: otherwise the time for
 * the head of a request would run, and end with a 408 that nobody asked for. Its parser is idle after a whole
 * request, so it gets one to itself, which nobody hears of.
 */
export function makeIdle(socket: OpenSocket): void {
  const {parser} = socket;
  if (!parser) return;
  const callbacks = PARSER_CALLBACKS.map(index => parser[index]);
  for (const index of PARSER_CALLBACKS) parser[index] = () => 0;
  parser.execute(WHOLE_REQUEST);
  for (const [position, index] of PARSER_CALLBACKS.entries()) parser[index] = callbacks[position];
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
