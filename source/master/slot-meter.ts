import type {SlotSnapshot} from '../api/types.js';
import {DISTRIBUTION_WINDOW_S} from './bounds.js';
import {Ring} from './ring.js';

interface Counts {
  readonly requests: number;
  readonly connections: number;
}

/** Requests and connections of a slot over all its workers: in total, and in the last minute. */
export class SlotMeter {
  #gone: Counts = {requests: 0, connections: 0};
  #total: Counts = this.#gone;
  readonly #history = new Ring<Counts>(DISTRIBUTION_WINDOW_S);
  #minuteAgo: Counts = this.#gone;
  #marked: Counts = this.#gone;

  /** The last figures of a worker that ended. */
  absorb(last: Counts): void {
    this.#gone = sum(this.#gone, last);
  }

  /** To be called once a second with the figures of the workers that live. */
  advance(alive: Counts): void {
    this.#total = sum(this.#gone, alive);
    this.#minuteAgo = this.#history.push(this.#total) ?? this.#minuteAgo;
  }

  /** From here on {@link sinceMark} counts. */
  mark(): void {
    this.#marked = this.#total;
  }

  get sinceMark(): Counts {
    return difference(this.#total, this.#marked);
  }

  snapshot(): Pick<SlotSnapshot, 'total' | 'lastMinute'> {
    return {total: this.#total, lastMinute: difference(this.#total, this.#minuteAgo)};
  }
}

function sum(a: Counts, b: Counts): Counts {
  return {requests: a.requests + b.requests, connections: a.connections + b.connections};
}

function difference(a: Counts, b: Counts): Counts {
  return {requests: a.requests - b.requests, connections: a.connections - b.connections};
}
