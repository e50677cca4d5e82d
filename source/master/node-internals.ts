/**
 * The parts of Node that have no public types and that the master relies on. Each was seen to be the same on
 * Node 20.20, 22.23, 24.21 and 26.12.
 */
import dgram from 'node:dgram';
import net from 'node:net';
import os from 'node:os';
import {getSystemErrorName} from 'node:util';
import type {SocketName} from '../messages/types.js';

export interface NativeHandle {
  close(callback?: () => void): void;
}

/** That of a connection. */
export interface ConnectionHandle extends NativeHandle {
  /** Missing over a Unix socket. */
  getpeername?(out: SocketName): number;
}

/** A TCP or pipe handle that is bound, and listens once `listen` was called. */
export interface ServerHandle extends NativeHandle {
  listen(backlog: number): number;
  /** Missing for a Unix socket. */
  getsockname?(out: SocketName): number;
  onconnection?: (errno: number, connection: ConnectionHandle) => void;
}

type CreateServerHandle = (
  address: string | null,
  port: number,
  addressType: number,
  fd: number | undefined,
  flags: number,
) => ServerHandle | number;

const createServerHandle = (net as unknown as {_createServerHandle: CreateServerHandle})._createServerHandle;

/** Binds without listening. @returns the handle, or a negative errno. */
export function bindServer(
  address: string | null,
  port: number,
  addressType: number,
  fd: number | undefined,
  flags: number,
): ServerHandle | number {
  return createServerHandle(address, port, addressType, fd, flags);
}

/** What libuv answers for a port that is taken. */
export const ADDRESS_IN_USE = -os.constants.errno.EADDRINUSE;
/** The same for what makes no sense, */
export const INVALID_ARGUMENT = -os.constants.errno.EINVAL;
/** and for what is not done any more. */
export const CANCELED = -os.constants.errno.ECANCELED;

/** A UDP socket with its handle. */
export interface BoundUdp {
  readonly handle: NativeHandle;
  readonly socket: dgram.Socket;
}

const UV_UDP_REUSEADDR = 4;
const UV_UDP_IPV6ONLY = 1;

/**
 * Binds a UDP socket that does not receive: a receiving master would swallow datagrams that are the workers'.
 * The handle is reached through the state symbol, since Node 26 has no function for it any more.
 * @returns the handle with its socket, or a negative errno.
 */
export async function bindUdp(
  type: 'udp4' | 'udp6',
  address: string | null,
  port: number,
  fd: number | undefined,
  flags: number,
): Promise<BoundUdp | number> {
  const socket = dgram.createSocket({
    type,
    reuseAddr: (flags & UV_UDP_REUSEADDR) !== 0,
    ipv6Only: (flags & UV_UDP_IPV6ONLY) !== 0,
  });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      const place = fd === undefined || fd < 0 ? {port, ...(address !== null && {address})} : {fd};
      socket.bind({...place, exclusive: true}, resolve);
    });
  } catch (error) {
    socket.close();
    return (error as NodeJS.ErrnoException).errno ?? -1;
  }
  const state = Object.getOwnPropertySymbols(socket).find(symbol => symbol.description === 'state symbol')!;
  const {handle} = (socket as unknown as Record<symbol, {handle: NativeHandle & {recvStop(): void}}>)[state]!;
  handle.recvStop();
  return {handle, socket};
}

/** `EADDRINUSE` of -98. */
export function errorName(errno: number): string {
  return getSystemErrorName(errno);
}
