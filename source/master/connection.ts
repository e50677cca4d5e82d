import type {ConnectionState, SocketName} from '../messages/types.js';
import type {ConnectionHandle} from './node-internals.js';

/** A connection that the master has and that is not yet a worker's for sure. */
export class Connection {
  readonly handle: ConnectionHandle;
  /** Number of the listener that it came to. */
  readonly listener: number;
  readonly state: ConnectionState;
  /** Since when it waits for a worker, on the clock of `performance.now`. */
  waitsSince = 0;
  #clientAddress: string | undefined;

  constructor(handle: ConnectionHandle, listener: number, state: ConnectionState) {
    this.handle = handle;
    this.listener = listener;
    this.state = state;
  }

  /** Where it comes from, as the kernel sees it; empty over a Unix socket, or where the client has gone. */
  get clientAddress(): string {
    if (this.#clientAddress === undefined) {
      const name: SocketName = {};
      this.handle.getpeername?.(name);
      this.#clientAddress = name.address ?? '';
    }
    return this.#clientAddress;
  }
}
