import type {ChildProcess} from 'node:child_process';
import {COMMAND, type MasterMessage} from '../messages/types.js';
import {COPY_TIMEOUT_MS, PROMPT_MS, UNCONFIRMED_MAX} from './bounds.js';
import type {Connection} from './connection.js';
import {HandleFlow} from './handle-flow.js';
import {LifeSigns} from './life-signs.js';
import type {NativeHandle, ServerHandle} from './node-internals.js';

/** A handle on its way; one of a listener where there is no connection. */
interface Delivery {
  readonly connection: Connection | null;
}

export type UnsentMasterMessage = MasterMessage extends infer Message
  ? Message extends {cmd: unknown}
    ? Omit<Message, 'cmd'>
    : never
  : never;

/** What the master sends to one worker, and which handles it has not taken yet. */
export class Deliveries {
  readonly #child: ChildProcess;
  readonly #flow: HandleFlow;
  readonly #onChange: () => void;
  /** Oldest first. */
  readonly #unconfirmed: Delivery[] = [];
  /** When it last took a handle, on the clock of `performance.now`. */
  #tookAt = 0;
  readonly #lifeSigns: LifeSigns;
  readonly #copies = new Map<number, (copy: ServerHandle | null) => void>();
  #lastCopy = 0;

  /** @param onChange called when a handle could not be sent, which makes room, or the worker may be overdue. */
  constructor(child: ChildProcess, onChange: () => void) {
    this.#child = child;
    this.#flow = new HandleFlow(child, UNCONFIRMED_MAX);
    this.#lifeSigns = new LifeSigns(onChange);
    this.#onChange = onChange;
  }

  /** Handles on their way. */
  get unconfirmed(): number {
    return this.#unconfirmed.length;
  }

  /** One more would not wait. */
  get hasRoom(): boolean {
    if (this.unconfirmed === 0) return true;
    const isPrompt = performance.now() - this.#tookAt < PROMPT_MS;
    return isPrompt && this.unconfirmed < this.#flow.max;
  }

  /** See {@link LifeSigns}. */
  get isUnproven(): boolean {
    return this.#lifeSigns.isUnproven;
  }

  /** See {@link LifeSigns}. */
  get isAsked(): boolean {
    return this.#lifeSigns.isAsked;
  }

  /** See {@link LifeSigns}. */
  get isTrusted(): boolean {
    return this.#lifeSigns.isTrusted;
  }

  /** See {@link LifeSigns}. */
  get isLate(): boolean {
    return this.#lifeSigns.isLate;
  }

  /** See {@link LifeSigns}. */
  get overdueMs(): number {
    return this.#lifeSigns.overdueMs;
  }

  /** See {@link LifeSigns}. */
  watch(overdueMs: number): void {
    this.#lifeSigns.watch(overdueMs);
  }

  /** @param wanted whether the worker is to tell its load whenever connections have closed. */
  tellLoad(wanted: boolean): void {
    this.send({act: 'tell-load', wanted});
  }

  /** It tells its load when it has dealt with what it was given. */
  askLoad(): void {
    if (!this.#lifeSigns.isAsked) {
      this.#lifeSigns.asked();
      this.#flow.open();
      this.send({act: 'ask-load'});
    }
    this.#lifeSigns.watch();
  }

  /** The worker has told its load. @param isAnswer to {@link askLoad}. */
  heardLoad(isAnswer: boolean): void {
    if (isAnswer) this.#lifeSigns.answered();
    this.#lifeSigns.heard(this.unconfirmed);
  }

  /** @param onFailure the channel has just broken, and the exit follows; or the handle cannot be sent. */
  send(message: UnsentMasterMessage, handle?: NativeHandle, onFailure?: () => void): void {
    if (!this.#child.connected) return;
    const done = onFailure ? (error: Error | null) => error && onFailure() : ignore;
    this.#child.send({cmd: COMMAND, ...message} as object, handle as never, {}, done);
  }

  /** The master keeps the handle, too. @param onFailure it was not sent. */
  sendHandle(message: UnsentMasterMessage, handle: NativeHandle, onFailure = ignore): void {
    const delivery = {connection: null};
    this.#lifeSigns.sent();
    this.#unconfirmed.push(delivery);
    this.send(message, handle, () => {
      // Closed before its turn came, because the app has closed its server.
      const index = this.#unconfirmed.indexOf(delivery);
      if (index >= 0) this.#unconfirmed.splice(index, 1);
      this.#lifeSigns.withdrawn(this.unconfirmed);
      onFailure();
      this.#onChange();
    });
  }

  /**
   * A second handle of the same socket, with a life of its own: Node has no call for that, but each process that
   * a handle is sent to has another one, and the worker sends its own back.
   * @param patient waits for as long as the worker lives: it may be busy with its start.
   * @returns `null` if the worker does not answer.
   */
  copy(handle: NativeHandle, patient: boolean): Promise<ServerHandle | null> {
    this.#lastCopy += 1;
    const sequence = this.#lastCopy;
    return new Promise(resolve => {
      const settle = (copy: ServerHandle | null) => {
        clearTimeout(timer);
        this.#copies.delete(sequence);
        resolve(copy);
      };
      const timer = patient ? undefined : setTimeout(settle, COPY_TIMEOUT_MS, null);
      this.#copies.set(sequence, settle);
      this.sendHandle({act: 'copy', sequence}, handle, () => settle(null));
    });
  }

  /** The worker has sent a copy back. */
  takeCopy(sequence: number, handle: NativeHandle | undefined): void {
    const settle = this.#copies.get(sequence);
    // One that comes too late is nobody's.
    if (settle) settle((handle as ServerHandle | undefined) ?? null);
    else handle?.close();
  }

  /** The worker is gone: it answers nothing any more, and nobody waits for that. */
  close(): void {
    this.#lifeSigns.close();
    for (const settle of [...this.#copies.values()]) settle(null);
  }

  /** The connection stays the master's, too, until the worker has taken it. */
  give(connection: Connection): void {
    this.#lifeSigns.gave();
    this.#unconfirmed.push({connection});
    const {listener, state, handle} = connection;
    this.#flow.open();
    this.send({act: 'connection', listener, state}, handle);
  }

  /**
   * The oldest one is no longer on its way: the worker has it, or could not take it. A client whose connection it
   * was is refused then, as by a server that cannot accept.
   * @returns whether it was a connection, and the worker has it.
   */
  confirm(hasIt: boolean): boolean {
    this.#tookAt = performance.now();
    const connection = this.#unconfirmed.shift()?.connection;
    connection?.handle.close();
    this.#lifeSigns.heard(this.unconfirmed);
    return hasIt && Boolean(connection);
  }

  /** Connections that were on their way when the worker died. */
  takeUnconfirmed(): Connection[] {
    return this.#unconfirmed.splice(0).flatMap(({connection}) => connection ?? []);
  }
}

function ignore(): void {}
