import type {Policy} from '../api/types.js';
import type {ListenRequest, SocketName} from '../messages/types.js';
import {DEFAULT_BACKLOG} from './bounds.js';
import {Connection} from './connection.js';
import {type AllListeners, Listener} from './listener.js';
import type {ServerHandle} from './node-internals.js';
import type {Worker} from './worker.js';

/**
 * A TCP port or a Unix socket. Under `shared` the workers listen on it and the kernel decides which of them gets
 * a connection; else the master accepts, and gives each to a worker as the policy says.
 *
 * The master's own handle is bound and never accepts: it keeps the socket for workers to come, and it cannot be
 * told to stop accepting but by closing it, which would also remove the path of a Unix socket. What the master
 * accepts, it accepts on a copy, which is closed when it is to stop: a master that went on while the workers
 * listen would take connections from them.
 */
export class StreamListener extends Listener {
  readonly #handle: ServerHandle;
  readonly #socketName: SocketName;
  readonly #backlog: number;
  /** `null` while the kernel decides. */
  #accepting: ServerHandle | null = null;
  #isClosed = false;

  constructor(
    id: number,
    request: ListenRequest,
    handle: ServerHandle,
    socketName: SocketName,
    all: AllListeners,
  ) {
    super(id, request, socketName, all);
    this.#handle = handle;
    this.#socketName = socketName;
    this.#backlog = request.backlog || DEFAULT_BACKLOG;
  }

  override async use(policy: Policy, helpers: readonly Worker[]): Promise<number | null> {
    if (policy === 'shared') this.#leaveToKernel();
    else if (!this.#accepting) {
      const failure = await this.#accept(helpers);
      if (failure !== 0) return failure;
    }
    return super.use(policy, helpers);
  }

  join(worker: Worker, sequence: number): void {
    this.workers.push(worker);
    const reply = this.reply(sequence, this.#socketName);
    if (this.#accepting || worker.awaitsWord) worker.send(reply);
    else worker.sendHandle(reply, this.#handle);
    if (worker.awaitsWord) worker.once('ready', () => this.#letAccept(worker));
  }

  /** From the kernel, but not before the app has said that it is ready. */
  #letAccept(worker: Worker): void {
    if (!this.#accepting && !worker.awaitsWord && this.workers.includes(worker))
      worker.sendHandle({act: 'accept-from', listener: this.id}, this.#handle);
  }

  close(): void {
    this.#isClosed = true;
    this.#accepting?.close();
    this.#handle.close();
    this.closeHeld();
  }

  async #accept(helpers: readonly Worker[]): Promise<number | null> {
    const copy = await this.#copyHandle(helpers);
    // The app may have closed it meanwhile.
    if (this.#isClosed) {
      copy?.close();
      return 0;
    }
    if (!copy) return null;
    copy.onconnection = (errno, handle) => {
      if (errno === 0) this.give(new Connection(handle, this.id, 'new'));
    };
    const errno = copy.listen(this.#backlog);
    if (errno !== 0) {
      copy.close();
      return errno;
    }
    this.#accepting = copy;
    for (const worker of this.workers) worker.send({act: 'accept-from', listener: this.id});
    return 0;
  }

  async #copyHandle(helpers: readonly Worker[]): Promise<ServerHandle | null> {
    for (const helper of helpers) {
      // Who asks for the listener waits for it itself.
      const copy = await helper.copy(this.#handle, helper.phase === 'starting');
      if (copy) return copy;
    }
    return null;
  }

  #leaveToKernel(): void {
    if (this.#accepting) {
      this.#accepting.close();
      this.#accepting = null;
      for (const worker of this.workers) this.#letAccept(worker);
    }
  }
}
