import {lstatSync} from 'node:fs';
import type {Policy} from '../api/types.js';
import type {ListenRequest, SocketName} from '../messages/types.js';
import {DEFAULT_BACKLOG} from './bounds.js';
import {Connection} from './connection.js';
import {type AllListeners, Listener} from './listener.js';
import {bindServer, type ServerHandle} from './node-internals.js';
import type {Worker} from './worker.js';

const PERMISSIONS = 0o777;

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
  readonly #request: ListenRequest;
  #handle: ServerHandle;
  readonly #socketName: SocketName;
  readonly #backlog: number;
  /** `null` while the kernel decides. */
  #accepting: ServerHandle | null = null;
  /** Who may use the path, as the app has set it; `null` until it was looked at. */
  #mode: number | null = null;
  #isClosed = false;

  constructor(
    id: number,
    request: ListenRequest,
    handle: ServerHandle,
    socketName: SocketName,
    all: AllListeners,
  ) {
    super(id, request, socketName, all);
    this.#request = request;
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

  override get isMastersAlone(): boolean {
    return this.#accepting !== null;
  }

  override checkReach(): boolean {
    const {address, port} = this.#request;
    // A name that begins with a null is none of the file system.
    const hasPath = port < 0 && address !== null && !address.startsWith('\0');
    if (!hasPath) return true;
    try {
      const stats = lstatSync(address);
      if (stats.isSocket()) this.#mode = stats.mode & PERMISSIONS;
      return true;
    } catch (error) {
      // What cannot be looked at may be there all the same.
      return (error as NodeJS.ErrnoException).code !== 'ENOENT';
    }
  }

  /** Apps remove the path before they listen, since one that a crash has left would be in their way. */
  override async returnToReach(helpers: readonly Worker[]): Promise<number | null> {
    const {address, port, addressType, fd, flags} = this.#request;
    // First: to close it removes what is at its path.
    this.#handle.close();
    // From the beginning: somebody else could put a link in the place of what is changed behind it.
    const umask = this.#mode === null ? null : process.umask(PERMISSIONS & ~this.#mode);
    const handle = bindServer(address, port, addressType as number, fd, flags);
    if (umask !== null) process.umask(umask);
    if (typeof handle === 'number') return handle;
    this.#handle = handle;
    if (this.#accepting) {
      const failure = await this.#accept(helpers);
      // Nobody listens on it, and whoever looks for the path would take it for one that is served.
      if (failure !== 0 && handle === this.#handle) handle.close();
      return failure;
    }
    for (const worker of this.workers) this.#letAccept(worker);
    return 0;
  }

  close(): void {
    this.#isClosed = true;
    this.#accepting?.close();
    const stuck = this.#accepting ? [] : this.workers.filter(({blocked, stopped}) => blocked || stopped);
    if (stuck.length > 0) this.#refuseUntilGone(stuck);
    else this.#handle.close();
    this.closeHeld();
  }

  /** They have the socket, too, and do not let go of it: what comes would wait for them in vain. */
  #refuseUntilGone(workers: readonly Worker[]): void {
    const handle = this.#handle;
    handle.onconnection = (errno, connection) => {
      if (errno === 0) connection.close();
    };
    handle.listen(this.#backlog);
    const left = new Set(workers);
    for (const worker of workers) {
      worker.once('gone', () => {
        left.delete(worker);
        if (left.size === 0) handle.close();
      });
    }
  }

  async #accept(helpers: readonly Worker[]): Promise<number | null> {
    const handle = this.#handle;
    const before = this.#accepting;
    const copy = await this.#copyHandle(handle, helpers);
    // The app may have closed it meanwhile, or another worker has had it bound anew, or the policy has changed.
    if (this.#isClosed || handle !== this.#handle || before !== this.#accepting) {
      copy?.close();
      const isStillKernels = !this.#isClosed && before === null && this.#accepting === null;
      return isStillKernels ? this.#accept(helpers) : 0;
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
    before?.close();
    for (const worker of this.workers) worker.send({act: 'accept-from', listener: this.id});
    return 0;
  }

  async #copyHandle(handle: ServerHandle, helpers: readonly Worker[]): Promise<ServerHandle | null> {
    for (const helper of helpers) {
      // Who asks for the listener waits for it itself.
      const copy = await helper.copy(handle, helper.phase === 'starting');
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
