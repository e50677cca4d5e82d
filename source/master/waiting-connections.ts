import {HELD_CONNECTIONS_MAX, HOLD_TIMEOUT_MS} from './bounds.js';
import type {Connection} from './connection.js';
import type {DispatchPolicy} from './dispatch/policy.js';
import type {Worker} from './worker.js';

/** Connections that go to workers as a policy says, and wait in order while it finds none; bounded. */
export class WaitingConnections {
  /** May be changed at any time. */
  policy: DispatchPolicy;
  readonly #workers: readonly Worker[];
  #waiting: Connection[] = [];

  constructor(policy: DispatchPolicy, workers: readonly Worker[]) {
    this.policy = policy;
    this.#workers = workers;
  }

  get size(): number {
    return this.#waiting.length;
  }

  give(connection: Connection): void {
    const mayOvertake = this.#waiting.length === 0 || this.policy.looksAtClient;
    const worker = mayOvertake ? this.policy.pick(this.#workers, connection) : null;
    if (worker) worker.give(connection);
    else if (this.#waiting.length < HELD_CONNECTIONS_MAX) this.#waiting.push(connection);
    else connection.handle.close();
  }

  giveFirst(connection: Connection): void {
    this.#waiting.unshift(connection);
    this.dispatch();
  }

  /** To be called whenever a worker may have become free. */
  dispatch(): void {
    if (this.#waiting.length === 0) return;
    const {policy} = this;
    const passedOver: Connection[] = [];
    let index = 0;
    for (; index < this.#waiting.length; index++) {
      const connection = this.#waiting[index]!;
      const worker = policy.pick(this.#workers, connection);
      if (worker) worker.give(connection);
      else if (policy.looksAtClient && this.#workers.some(({takesConnections}) => takesConnections))
        passedOver.push(connection);
      else break;
    }
    if (index > 0) this.#waiting = [...passedOver, ...this.#waiting.slice(index)];
  }

  /** @returns how many had waited too long and were closed. */
  dropExpired(now: number): number {
    const isExpired = (connection: Connection) => now - connection.since >= HOLD_TIMEOUT_MS;
    const expired = this.#waiting.filter(isExpired);
    if (expired.length === 0) return 0;
    this.#waiting = this.#waiting.filter(connection => !isExpired(connection));
    for (const {handle} of expired) handle.close();
    return expired.length;
  }

  close(): void {
    for (const {handle} of this.#waiting.splice(0)) handle.close();
  }
}
