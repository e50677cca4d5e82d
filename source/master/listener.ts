import type {ListenerSnapshot} from '../api/types.js';
import type {ListenRequest, SocketName} from '../messages/types.js';
import {DEFAULT_BACKLOG} from './bounds.js';
import {createEvenOut} from './dispatch/even-out.js';
import type {DispatchPolicy} from './dispatch/policy.js';
import {createRoundRobin} from './dispatch/round-robin.js';
import type {NativeHandle, ServerHandle} from './node-internals.js';
import {WaitingConnections} from './waiting-connections.js';
import type {Connection, Worker} from './worker.js';

/** A listening socket that the master owns for the app, and the workers that serve it. */
export interface Listener {
  readonly id: number;
  readonly workers: readonly Worker[];
  /** What the servers of this listener share, such as the keys of TLS session tickets. */
  readonly data: unknown;
  /** `null` while it has workers. */
  readonly unservedSince: number | null;
  /** Sends the worker its answer. */
  join(worker: Worker, sequence: number): void;
  leave(worker: Worker): void;
  /** For a connection that came back from a worker, or that a dead one never took. */
  takeBack(connection: Connection): void;
  /** To be called whenever a worker may have become free. */
  dispatchHeld(): void;
  /** @returns how many connections had waited too long and were closed. */
  dropExpired(now: number): number;
  close(): void;
  snapshot(): ListenerSnapshot;
}

/** What all kinds have in common: their workers, and the connections that wait for one of these. */
abstract class BaseListener {
  readonly id: number;
  readonly workers: Worker[] = [];
  readonly data: unknown;
  readonly #address: string;
  readonly #kind: ListenerSnapshot['kind'];
  readonly #fresh: WaitingConnections;
  readonly #handedOver = new WaitingConnections(createEvenOut(), this.workers);
  /** When its last worker left; before the first, when it was made. */
  #leftAt = Date.now();

  constructor(id: number, request: ListenRequest, socketName: SocketName, policy: DispatchPolicy) {
    this.id = id;
    this.data = request.data;
    this.#address = describeAddress(request, socketName);
    this.#kind =
      typeof request.addressType === 'string' ? 'udp' : request.addressType === -1 ? 'unix' : 'tcp';
    this.#fresh = new WaitingConnections(policy, this.workers);
  }

  get unservedSince(): number | null {
    return this.workers.length === 0 ? this.#leftAt : null;
  }

  leave(worker: Worker): void {
    const index = this.workers.indexOf(worker);
    if (index < 0) return;
    this.workers.splice(index, 1);
    this.#leftAt = Date.now();
  }

  takeBack(connection: Connection): void {
    if (connection.state !== 'new') this.#handedOver.give(connection);
    else this.#fresh.giveFirst(connection);
  }

  dispatchHeld(): void {
    this.#fresh.dispatch();
    this.#handedOver.dispatch();
  }

  dropExpired(now: number): number {
    return this.#fresh.dropExpired(now) + this.#handedOver.dropExpired(now);
  }

  snapshot(): ListenerSnapshot {
    return {address: this.#address, kind: this.#kind, held: this.#fresh.size + this.#handedOver.size};
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

/** The master accepts and gives each connection to a worker, as its policy says. */
export class AcceptingListener extends BaseListener implements Listener {
  readonly #handle: ServerHandle;
  readonly #socketName: SocketName;

  constructor(
    id: number,
    request: ListenRequest,
    handle: ServerHandle,
    socketName: SocketName,
    policy: DispatchPolicy,
  ) {
    super(id, request, socketName, policy);
    this.#handle = handle;
    this.#socketName = socketName;
  }

  /** @returns 0, or a negative errno. */
  listen(backlog: number | undefined): number {
    this.#handle.onconnection = (errno, handle) => {
      if (errno === 0) this.give({handle, listener: this.id, since: Date.now(), state: 'new'});
    };
    return this.#handle.listen(backlog || DEFAULT_BACKLOG);
  }

  join(worker: Worker, sequence: number): void {
    this.workers.push(worker);
    worker.send(this.reply(sequence, this.#socketName));
  }

  close(): void {
    this.#handle.close();
    this.closeHeld();
  }
}

/**
 * The workers have the socket itself, and the kernel decides which of them gets what. The master keeps a copy
 * for the workers to come and never accepts from it, or receives: what it took would be served by nobody. It
 * gives them only what other workers hand over.
 */
export class KernelListener extends BaseListener implements Listener {
  readonly #handle: NativeHandle;

  /** @param owner keeps `handle` open: itself, or the UDP socket that it belongs to. */
  constructor(
    id: number,
    request: ListenRequest,
    handle: NativeHandle,
    socketName: SocketName,
    private readonly owner: {close(): void} = handle,
  ) {
    super(id, request, socketName, createRoundRobin());
    this.#handle = handle;
  }

  join(worker: Worker, sequence: number): void {
    this.workers.push(worker);
    worker.sendListener(this.reply(sequence, null), this.#handle);
  }

  close(): void {
    this.owner.close();
    this.closeHeld();
  }
}

function describeAddress(request: ListenRequest, {address, port, family}: SocketName): string {
  if (request.addressType === -1) return request.address ?? `fd ${request.fd}`;
  return `${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
