import type {ListenerSnapshot, Policy} from '../api/types.js';
import type {ListenRequest, SocketName} from '../messages/types.js';
import type {Connection} from './connection.js';
import {createDispatch} from './dispatch/policy.js';
import {type Dropped, WaitingConnections} from './waiting-connections.js';
import type {Worker} from './worker.js';

/** What a listener has to know of all of them. */
export interface AllListeners {
  readonly policy: Policy;
  /** One connection more may wait for a worker. */
  readonly mayHold: boolean;
}

/** A listening socket that the master owns for the app, and the workers that serve it. */
export abstract class Listener {
  readonly id: number;
  readonly workers: Worker[] = [];
  /** What the servers of this listener share, such as the keys of TLS session tickets. */
  readonly data: unknown;
  readonly #address: string;
  readonly #kind: ListenerSnapshot['kind'];
  readonly #fresh: WaitingConnections;
  readonly #handedOver: WaitingConnections;
  /** When its last worker left; before the first, when it was made. */
  #leftAt = Date.now();
  #wasServed = false;

  constructor(id: number, request: ListenRequest, socketName: SocketName, all: AllListeners) {
    this.id = id;
    this.data = request.data;
    this.#address = describeAddress(request, socketName);
    this.#kind =
      typeof request.addressType === 'string' ? 'udp' : socketName.address === undefined ? 'unix' : 'tcp';
    const {fresh, handedOver} = createDispatch(all.policy, this.#kind === 'tcp');
    const mayHold = () => all.mayHold;
    this.#fresh = new WaitingConnections(fresh, this.workers, mayHold);
    this.#handedOver = new WaitingConnections(handedOver, this.workers, mayHold);
  }

  /** Adds the worker, and sends it its answer. */
  abstract join(worker: Worker, sequence: number): void;

  /** Lets go of the socket. */
  abstract close(): void;

  /** No worker has the socket itself: when it is closed here, it is free. */
  get isMastersAlone(): boolean {
    return false;
  }

  /** @returns whether clients can find it: somebody may have removed its path. To be called now and then. */
  checkReach(): boolean {
    return true;
  }

  /**
   * Puts it within reach again, with the permissions that its path had when it was last looked at.
   * @returns 0, or a negative errno; `null` if no helper answered. Then it is as far out of reach as before.
   */
  async returnToReach(_helpers: readonly Worker[]): Promise<number | null> {
    return 0;
  }

  /**
   * Hands out connections in another way from now on; none is closed for it.
   * @param helpers workers that may be asked for a copy of the listening handle.
   * @returns 0, or a negative errno of `listen`; `null` if no helper answered, and nothing has changed.
   */
  async use(policy: Policy, _helpers: readonly Worker[]): Promise<number | null> {
    const {fresh, handedOver} = createDispatch(policy, this.#kind === 'tcp');
    this.#fresh.policy = fresh;
    this.#handedOver.policy = handedOver;
    return 0;
  }

  /** Connections that wait for a worker. */
  get held(): number {
    return this.#fresh.size + this.#handedOver.size;
  }

  /** `null` while it has workers. */
  get unservedSince(): number | null {
    return this.workers.length === 0 ? this.#leftAt : null;
  }

  /** A worker that was ready has listened on it. */
  get wasServed(): boolean {
    return this.#wasServed;
  }

  leave(worker: Worker): void {
    const index = this.workers.indexOf(worker);
    if (index < 0) return;
    this.#wasServed ||= worker.readyAt !== null;
    this.workers.splice(index, 1);
    this.#leftAt = Date.now();
  }

  /** For a connection that came back from a worker, or that a dead one never took. */
  takeBack(connection: Connection): void {
    if (connection.state !== 'new') this.#handedOver.give(connection);
    else this.#fresh.giveFirst(connection);
  }

  /** To be called whenever a worker may have become free. */
  dispatchHeld(): void {
    this.#fresh.dispatch();
    this.#handedOver.dispatch();
  }

  /** Closes connections that have waited too long. @returns what was closed since the last call. */
  drop(): Dropped {
    const [fresh, handedOver] = [this.#fresh.drop(), this.#handedOver.drop()];
    return {
      expired: fresh.expired + handedOver.expired,
      refused: fresh.refused + handedOver.refused,
    };
  }

  snapshot(): ListenerSnapshot {
    return {address: this.#address, kind: this.#kind, held: this.held};
  }

  protected give(connection: Connection): void {
    this.#fresh.give(connection);
  }

  protected closeHeld(): void {
    this.#fresh.close();
    this.#handedOver.close();
  }

  protected reply(sequence: number, socketName: SocketName | null) {
    return {act: 'listen-reply', sequence, errno: 0, listener: this.id, socketName, data: this.data} as const;
  }
}

function describeAddress(request: ListenRequest, {address, port, family}: SocketName): string {
  // A Unix socket has a path, unless it was not bound here.
  if (address === undefined) return request.address ?? `a Unix socket (fd ${request.fd})`;
  return `${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
