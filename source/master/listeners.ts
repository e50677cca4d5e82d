import type {ListenerSnapshot, Policy} from '../api/types.js';
import type {SocketName, WorkerMessage} from '../messages/types.js';
import {
  DESCRIPTORS_TOLD_EVERY_MS,
  DESCRIPTORS_TRY_EVERY_TICKS,
  HELD_CONNECTIONS_MAX,
  OWN_DESCRIPTORS,
  OWN_DESCRIPTORS_SHARE,
} from './bounds.js';
import {Connection} from './connection.js';
import {descriptorLimit, hasDescriptorLeft} from './descriptors.js';
import type {EventLog} from './event-log.js';
import {type AllListeners, Listener} from './listener.js';
import {plural} from './naming.js';
import {
  ADDRESS_IN_USE,
  bindServer,
  bindUdp,
  CANCELED,
  errorName,
  INVALID_ARGUMENT,
} from './node-internals.js';
import {StreamListener} from './stream-listener.js';
import {UdpListener} from './udp-listener.js';
import type {Worker} from './worker.js';

type ListenMessage = Extract<WorkerMessage, {act: 'listen'}>;

interface OpenListener {
  readonly key: string;
  readonly listener: Listener;
  /** Its path is being made anew. */
  isReturning: boolean;
  /** It cannot be, which has been told. */
  isOutOfReach: boolean;
}

/** All listening sockets of the app: made when the first worker asks, kept while any worker may ask again. */
export class Listeners implements AllListeners {
  readonly #events: EventLog;
  readonly #workers = new Set<Worker>();
  /** Promises, because two workers may ask for one socket while it is being bound. */
  readonly #byKey = new Map<string, Promise<Listener | number | null>>();
  readonly #open = new Map<number, OpenListener>();
  readonly #descriptorLimit = descriptorLimit();
  readonly #heldMax = Math.min(
    HELD_CONNECTIONS_MAX,
    this.#descriptorLimit -
      Math.min(OWN_DESCRIPTORS, Math.ceil(this.#descriptorLimit * OWN_DESCRIPTORS_SHARE)),
  );
  #descriptorsToldAt = 0;
  #ticks = 0;
  #policy: Policy;
  #lastId = 0;
  #turn = 0;
  #isClosed = false;

  constructor(policy: Policy, events: EventLog) {
    this.#policy = policy;
    this.#events = events;
  }

  get policy(): Policy {
    return this.#policy;
  }

  get mayHold(): boolean {
    return this.#held < this.#heldMax;
  }

  /** Connections that wait for a worker. */
  get #held(): number {
    let held = 0;
    for (const {listener} of this.#open.values()) held += listener.held;
    return held;
  }

  /** Those that more than one worker can serve now. */
  get ofSeveral(): number[] {
    return [...this.#open.values()]
      .filter(({listener}) => listener.workers.filter(({isAvailable}) => isAvailable).length > 1)
      .map(({listener}) => listener.id);
  }

  /**
   * Hands out connections in another way from now on; no listener and no connection is closed for it.
   * @throws an `Error` with one line for the user; then all is as it was.
   */
  async use(policy: Policy): Promise<void> {
    const before = this.#policy;
    this.#policy = policy;
    for (const {listener} of [...this.#open.values()]) {
      // Any worker can help, and those of others do where its own are away.
      const helpers = [...listener.workers, ...this.#workers].filter(({isAvailable}) => isAvailable);
      const errno = await listener.use(policy, helpers);
      if (errno === 0) continue;
      this.#policy = before;
      // Where copies are needed, the policy before was the one that needs none.
      for (const other of this.#open.values()) await other.listener.use(before, []);
      const reason = errno === null ? 'no worker answers' : errorName(errno);
      throw new Error(`${listener.snapshot().address} cannot change to ${policy}: ${reason}`);
    }
    for (const worker of this.#workers) this.#tellLoad(worker);
    this.dispatchHeld();
  }

  /** Only where it decides anything, a worker tells of each connection that closes. */
  #tellLoad(worker: Worker): void {
    worker.tellLoad(this.#policy === 'least-connections');
  }

  /** Serves what a worker asks of its listeners. */
  follow(worker: Worker): void {
    this.#workers.add(worker);
    if (this.#policy === 'least-connections') this.#tellLoad(worker);
    worker.on('message', (message, handle) => {
      if (message.act === 'listen') this.#tryToJoin(worker, message);
      else if (message.act === 'close') this.#leave(worker, message.listener);
      else if (message.act === 'return' && handle) {
        this.#redispatch(new Connection(handle, message.listener, message.state));
      }
    });
    worker.on('may-take', () => this.dispatchHeld());
  }

  /** A worker died: what it had not taken goes to the others. */
  remove(worker: Worker): void {
    this.#workers.delete(worker);
    for (const {listener} of this.#open.values()) listener.leave(worker);
    for (const connection of worker.takeUnconfirmed().reverse()) this.#redispatch(connection);
    // Some may have waited for this one to answer.
    this.dispatchHeld();
  }

  /** To be called whenever a worker may have become free: each time another listener comes first. */
  dispatchHeld(): void {
    const listeners = [...this.#open.values()];
    this.#turn = (this.#turn + 1) % Math.max(1, listeners.length);
    for (let i = 0; i < listeners.length; i++) {
      listeners[(this.#turn + i) % listeners.length]!.listener.dispatchHeld();
    }
  }

  /**
   * Once a second: closes connections that have waited too long, and tells of all that were closed, or will be.
   * @param now milliseconds since the epoch.
   */
  dropHeld(now: number): void {
    for (const {listener} of this.#open.values()) {
      const {expired, refused} = listener.drop();
      if (expired > 0) this.#tellClosed(expired, listener, 'no worker was ready to take them');
      if (refused > 0) this.#tellClosed(refused, listener, `${this.#heldMax} waited for a worker`);
    }
    this.#ticks += 1;
    if (this.#held > 0 || this.#ticks % DESCRIPTORS_TRY_EVERY_TICKS === 0) this.#tellOfDescriptors(now);
  }

  #tellOfDescriptors(now: number): void {
    if (now - this.#descriptorsToldAt < DESCRIPTORS_TOLD_EVERY_MS || hasDescriptorLeft()) return;
    this.#descriptorsToldAt = now;
    const all = Number.isFinite(this.#descriptorLimit) ? `all ${this.#descriptorLimit}` : 'all';
    const message = `the master uses ${all} descriptors that it may have (ulimit -n): it cannot accept more connections`;
    this.#events.add({kind: 'error', severity: 'error', message});
  }

  #tellClosed(count: number, listener: Listener, why: string): void {
    const {address} = listener.snapshot();
    const message = `${plural(count, 'connection')} to ${address} closed: ${why}`;
    this.#events.add({kind: 'error', severity: 'error', message});
  }

  /**
   * Makes the paths of Unix sockets anew that have gone while workers serve them: apps remove theirs before they listen,
   * and may fail then, or as they end, when another worker has it already.
   */
  returnToReach(): void {
    for (const open of this.#open.values()) {
      const {listener} = open;
      const helpers = listener.workers.filter(({isAvailable}) => isAvailable);
      if (helpers.length > 0 && !open.isReturning && !listener.checkReach()) this.#makePath(open, helpers);
    }
  }

  async #makePath(open: OpenListener, helpers: readonly Worker[]): Promise<void> {
    const {listener} = open;
    const {address} = listener.snapshot();
    open.isReturning = true;
    const errno = await listener.returnToReach(helpers).catch(() => INVALID_ARGUMENT);
    open.isReturning = false;
    if (errno === 0) {
      open.isOutOfReach = false;
      const message = `${address} had gone while workers serve it, and is there again`;
      this.#events.add({kind: 'listening', severity: 'warning', message});
    } else if (errno !== null && !open.isOutOfReach) {
      open.isOutOfReach = true;
      const message = `${address} has gone while workers serve it, and cannot be made again: ${errorName(errno)}`;
      this.#events.add({kind: 'error', severity: 'error', message});
    }
  }

  /**
   * Closes what no worker has served for `afterMs`: an app may open some of its listeners later than others.
   * To be called when every slot has a ready worker or none to come.
   */
  closeUnserved(now: number, afterMs: number): void {
    for (const [id, {listener}] of this.#open) {
      if (listener.unservedSince !== null && now - listener.unservedSince >= afterMs) this.#close(id);
    }
  }

  /**
   * Closes those that only these workers serve, which are not replaced: clients are refused instead of waiting for others.
   * What workers have themselves is theirs until they have gone.
   * @returns which these are.
   */
  endWith(workers: readonly Worker[]): number[] {
    const ending = [...this.#open.values()]
      .map(({listener}) => listener)
      .filter(
        ({isMastersAlone, workers: own}) =>
          isMastersAlone && own.length > 0 && own.every(worker => workers.includes(worker)),
      );
    for (const {id} of ending) this.#close(id);
    return ending.map(({id}) => id);
  }

  /** With what waits for a worker, and for good: what a worker asks for then is not opened any more. */
  closeAll(): void {
    this.#isClosed = true;
    for (const id of [...this.#open.keys()]) this.#close(id);
  }

  snapshot(): ListenerSnapshot[] {
    return [...this.#open.values()].map(({listener}) => listener.snapshot());
  }

  /** What goes wrong with it is for one worker to hear, while the master goes on. */
  async #tryToJoin(worker: Worker, request: ListenMessage): Promise<void> {
    try {
      await this.#join(worker, request);
    } catch (error) {
      this.#refuse(worker, request, INVALID_ARGUMENT, error as Error);
    }
  }

  async #join(worker: Worker, request: ListenMessage): Promise<void> {
    const key = [request.address, request.port, request.addressType, request.fd, request.index].join(':');
    let binding = this.#byKey.get(key);
    if (!binding) {
      binding = this.#bind(key, worker, request);
      this.#byKey.set(key, binding);
    }
    const listener = await binding;
    if (worker.isGone) return;
    // The worker that asked first has died over it.
    if (listener === null) await this.#join(worker, request);
    else if (listener === CANCELED) this.#answer(worker, request, CANCELED);
    else if (typeof listener === 'number') this.#refuse(worker, request, listener);
    // Once more in the same process is what it would be without clusterview: a port in use.
    else if (listener.workers.includes(worker)) this.#refuse(worker, request, ADDRESS_IN_USE);
    else if (!listener.checkReach()) await this.#joinAgain(listener, worker, request);
    else listener.join(worker, request.sequence);
  }

  async #joinAgain(listener: Listener, worker: Worker, request: ListenMessage): Promise<void> {
    const others = listener.workers.filter(({isAvailable}) => isAvailable);
    // One that starts may have much to do first.
    const errno = await listener.returnToReach([...others, worker]);
    if (worker.isGone) return;
    if (errno) this.#refuse(worker, request, errno);
    else await this.#join(worker, request);
  }

  /** @param error of ours; otherwise the system has refused it. */
  #refuse(worker: Worker, request: ListenMessage, errno: number, error?: Error): void {
    const place = request.port > 0 ? `port ${request.port}` : (request.address ?? `fd ${request.fd}`);
    const code = errorName(errno);
    const isOwn = this.snapshot().some(({address}) => address.endsWith(`:${request.port}`));
    const user = isOwn ? 'the app itself' : 'another process';
    const isTaken = code === 'EADDRINUSE';
    const reason = isTaken ? `${user} has it` : (error?.message ?? 'the system refused it');
    worker.refuse({code, words: `${place} ${isTaken ? 'is taken' : 'cannot be had'}: ${reason} (${code})`});
    this.#events.add({
      kind: 'error',
      severity: 'error',
      slot: worker.slot,
      pid: worker.pid,
      message: `worker ${worker.slot} cannot listen on ${place}: ${reason} (${code})`,
      detail: error?.stack,
    });
    this.#answer(worker, request, errno);
  }

  /** It cannot listen. */
  #answer(worker: Worker, {sequence}: ListenMessage, errno: number): void {
    worker.send({act: 'listen-reply', sequence, errno, listener: 0, socketName: null, data: null});
  }

  /** @returns a negative errno if the system refuses; `null` if the worker does not help. */
  async #bind(key: string, worker: Worker, request: ListenMessage): Promise<Listener | number | null> {
    let listener: Listener | number | null = null;
    try {
      listener = this.#isClosed ? CANCELED : await this.#create(worker, request);
      // It may have been closed meanwhile.
      if (this.#isClosed && listener instanceof Listener) {
        listener.close();
        listener = CANCELED;
      }
    } finally {
      if (listener instanceof Listener)
        this.#open.set(listener.id, {key, listener, isReturning: false, isOutOfReach: false});
      else this.#byKey.delete(key);
    }
    return listener;
  }

  async #create(worker: Worker, request: ListenMessage): Promise<Listener | number | null> {
    this.#lastId += 1;
    const id = this.#lastId;
    const {address, port, addressType, fd, flags} = request;
    if (typeof addressType === 'string') {
      const bound = await bindUdp(addressType, address, port, fd, flags);
      return typeof bound === 'number' ? bound : new UdpListener(id, request, bound, this);
    }

    const handle = bindServer(address, port, addressType, fd, flags);
    if (typeof handle === 'number') return handle;
    const socketName: SocketName = {};
    // libuv puts off telling that a port is taken until the socket is used.
    const bindErrno = handle.getsockname?.(socketName) ?? 0;
    if (bindErrno !== 0) {
      handle.close();
      return bindErrno;
    }
    const listener = new StreamListener(id, request, handle, socketName, this);
    const failure = await this.#applyPolicy(listener, worker);
    if (failure === 0) return listener;
    listener.close();
    return failure;
  }

  /** It may change while the listener is being made. */
  async #applyPolicy(listener: Listener, worker: Worker): Promise<number | null> {
    let policy: Policy;
    do {
      policy = this.#policy;
      const failure = await listener.use(policy, [worker]);
      if (failure !== 0) return failure;
    } while (policy !== this.#policy);
    return 0;
  }

  /**
   * The app closed its server. When it has done so everywhere, nobody listens any more: but one that starts may be
   * the replacement of those that served it, and will come back to it. What it has only tried, as apps do that look
   * for a port that is free, it is to find free again.
   */
  #leave(worker: Worker, id: number): void {
    const listener = this.#open.get(id)?.listener;
    if (!listener) return;
    listener.leave(worker);
    const isOver = worker.phase === 'ready' || (worker.phase === 'starting' && !listener.wasServed);
    if (isOver && listener.workers.length === 0) this.#close(id);
  }

  #redispatch(connection: Connection): void {
    const listener = this.#open.get(connection.listener)?.listener;
    if (listener) listener.takeBack(connection);
    else connection.handle.close();
  }

  #close(id: number): void {
    const {key, listener} = this.#open.get(id)!;
    this.#open.delete(id);
    this.#byKey.delete(key);
    listener.close();
  }
}
