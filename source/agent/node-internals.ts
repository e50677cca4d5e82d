/**
 * The parts of Node that have no public types and that the agent relies on. Each was seen to be the same on
 * Node 20.20, 22.23, 24.21 and 26.12.
 */
import type dgram from 'node:dgram';
import type {Server as HttpServer} from 'node:http';
import type net from 'node:net';
import type {SocketName} from '../messages/types.js';

/** A libuv handle as JavaScript sees it: a TCP, pipe or UDP socket. */
export interface NativeHandle {
  close(callback?: () => void): void;
  getsockname?(out: SocketName): number;
}

/** That of a connection. */
export interface StreamHandle extends NativeHandle {
  readStop(): number;
}

/** Of a connection of HTTP/1. */
export interface HttpParser {
  execute(data: Buffer): unknown;
  /** Takes each request, when its head has come. @returns 0 if its body is to be read. */
  onIncoming: unknown;
  /** The request that came last; `null` before the first one. */
  incoming: unknown;
}

export interface OpenResponse {
  readonly headersSent: boolean;
  shouldKeepAlive: boolean;
}

/** A connection of a server. */
export type OpenSocket = net.Socket & {
  _handle: StreamHandle | null;
  /** The one that it came through, */
  readonly _server?: HandleOwner;
  /** and the one that deals with it. */
  readonly server?: HandleOwner;
  /** The response that is being written; `null` between two. */
  readonly _httpMessage?: OpenResponse | null;
  readonly parser?: HttpParser | null;
};

/** What Node's `listen` needs of the handle that it is given. */
export interface ListeningHandle {
  listen(backlog?: number): number;
  close(callback?: () => void): void;
  ref(): void;
  unref(): void;
  getsockname?(out: SocketName): number;
  /** Put there by Node: takes a new connection. */
  onconnection?(errno: number, connection: NativeHandle): void;
  /** Of a UDP socket: no datagram is received any more. */
  recvStop?(): number;
}

/** A server or a UDP socket that asks for a handle, with its hooks for data that all workers share. */
export type HandleOwner = (net.Server | dgram.Socket) & {
  /** Open ones; `getConnections` of Node tells the same, but not at once. */
  readonly _connections: number;
  _getServerData?(): unknown;
  _setServerData?(data: unknown): void;
};

export interface HandleOptions {
  address: string | null;
  port: number;
  addressType: 4 | 6 | -1 | 'udp4' | 'udp6';
  fd?: number;
  flags?: number;
  backlog?: number;
}

export type GetServer = (
  owner: HandleOwner,
  options: HandleOptions,
  callback: (errno: number, handle: ListeningHandle | NativeHandle | null) => void,
) => void;

/** The IPC channel: as long as its counted references are not gone it keeps the process alive. */
export interface CountedChannel {
  unrefCounted(): void;
}

/** Node's own list of the connections of an HTTP server. */
export interface ConnectionsList {
  /** The parsers of all, */
  all(): readonly {readonly socket: OpenSocket | null}[];
  /** and of those that are between two requests. */
  idle(): readonly {readonly socket: OpenSocket}[];
}

const CONNECTIONS = 'http.server.connections';

/** `undefined` until the server listens, and for others than those of HTTP/1. */
export function connectionsOf(server: HandleOwner | HttpServer): ConnectionsList | undefined {
  const symbol = Object.getOwnPropertySymbols(server).find(({description}) => description === CONNECTIONS)!;
  return (server as unknown as Record<symbol, ConnectionsList | undefined>)[symbol];
}
