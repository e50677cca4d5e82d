import {HOLD_TIMEOUT_MS} from './bounds.js';
import type {Connection} from './connection.js';
import type {DispatchPolicy} from './dispatch/policy.js';
import type {Worker} from './worker.js';

/** How many were closed, and why. */
export interface Dropped {
  /** They had waited too long. */
  readonly expired: number;
  /** Too many waited before them. */
  readonly refused: number;
}

/** Connections that go to workers as a policy says, and wait in order while it finds none; bounded. */
export class WaitingConnections {
  /** May be changed at any time. */
  policy: DispatchPolicy;
  readonly #workers: readonly Worker[];
  readonly #mayHold: () => boolean;
  #waiting: Connection[] = [];
  #refused = 0;

  /** @param mayHold whether one connection more may wait. */
  constructor(policy: DispatchPolicy, workers: readonly Worker[], mayHold: () => boolean) {
    this.policy = policy;
    this.#workers = workers;
    this.#mayHold = mayHold;
  }

  get size(): number {
    return this.#waiting.length;
  }

  give(connection: Connection): void {
    connection.waitsSince = performance.now();
    const mayOvertake = this.#waiting.length === 0 || this.policy.looksAtClient;
    const worker = mayOvertake ? this.policy.pick(this.#workers, connection) : null;
    if (worker) this.#giveTo(worker, connection);
    else if (this.#mayHold()) this.#waiting.push(connection);
    else this.#refuse(connection);
  }

  #giveTo(worker: Worker, connection: Connection): void {
    worker.give(connection);
    this.policy.gave?.(worker);
  }

  #refuse({handle}: Connection): void {
    handle.close();
    this.#refused += 1;
  }

  giveFirst(connection: Connection): void {
    connection.waitsSince = performance.now();
    this.#waiting.unshift(connection);
    this.dispatch();
  }

  /** To be called whenever a worker may have become free. */
  dispatch(): void {
    if (this.#waiting.length === 0) return;
    const {policy} = this;
    const passedOver: Connection[] = [];
    /** What one connection of a client waits for, the others do, too, and there may be thousands. */
    const clientsThatWait = new Set<string>();
    let index = 0;
    for (; index < this.#waiting.length; index++) {
      const connection = this.#waiting[index]!;
      const client = policy.looksAtClient ? connection.clientAddress : null;
      const waits = client !== null && clientsThatWait.has(client);
      const worker = waits ? null : policy.pick(this.#workers, connection);
      if (worker) {
        this.#giveTo(worker, connection);
      } else if (client !== null && this.#workers.some(({takesConnections}) => takesConnections)) {
        clientsThatWait.add(client);
        passedOver.push(connection);
      } else {
        break;
      }
    }
    // In place: most often it is the first of many that goes.
    if (index > 0) this.#waiting.splice(0, index, ...passedOver);
  }

  /** Closes those that have waited too long. @returns what was closed since the last call. */
  drop(): Dropped {
    const now = performance.now();
    const isExpired = ({waitsSince}: Connection) => now - waitsSince >= HOLD_TIMEOUT_MS;
    const expired = this.#waiting.filter(isExpired);
    if (expired.length > 0) this.#waiting = this.#waiting.filter(connection => !isExpired(connection));
    for (const {handle} of expired) handle.close();
    const refused = this.#refused;
    this.#refused = 0;
    return {expired: expired.length, refused};
  }

  close(): void {
    for (const {handle} of this.#waiting.splice(0)) handle.close();
  }
}
