import {type PerformanceEntry, PerformanceObserver, performance} from 'node:perf_hooks';

/**
 * Collections that are timed between two reports. Node makes an object of each and calls back, and a busy worker has
 * more than a hundred of them a second.
 */
const TIMED_MAX = 32;

/** Time that garbage collections have taken so far; what was not timed is estimated from what was. */
export class GarbageCollections {
  readonly #observer = new PerformanceObserver(list => this.#take(list.getEntries()));
  #totalMs = 0;
  #timed = 0;
  #timedMs = 0;
  #startedAt = 0;
  /** When the last one that was timed had ended; `null` while they are timed. */
  #endedAt: number | null = null;

  constructor() {
    this.#begin();
  }

  /** Milliseconds since the start of the process; what came before the last call is not estimated anew. */
  total(): number {
    const now = performance.now();
    const observedMs = (this.#endedAt ?? now) - this.#startedAt;
    const share = observedMs > 0 ? Math.min(1, this.#timedMs / observedMs) : 0;
    this.#totalMs += share * (now - this.#startedAt);
    this.#begin();
    return this.#totalMs;
  }

  #begin(): void {
    if (this.#endedAt !== null || this.#startedAt === 0) this.#observer.observe({entryTypes: ['gc']});
    this.#startedAt = performance.now();
    this.#endedAt = null;
    this.#timed = 0;
    this.#timedMs = 0;
  }

  #take(entries: readonly PerformanceEntry[]): void {
    for (const {duration} of entries) this.#timedMs += duration;
    this.#timed += entries.length;
    if (this.#timed < TIMED_MAX) return;
    this.#observer.disconnect();
    this.#endedAt = performance.now();
  }
}
