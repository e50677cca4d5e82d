import {type PerformanceEntry, PerformanceObserver, performance} from 'node:perf_hooks';

/**
 * Collections that are timed between two reports. Node makes an object of each and calls back, which takes about 0.1 ms
 * (Node 20.20), and a busy worker has more than a hundred of them a second.
 */
const TIMED_MAX = 5;

const idleMs = (): number => performance.eventLoopUtilization().idle;
/** It cannot be more than all of the time. */
const shareOf = (part: number, whole: number): number => (whole > part ? part / whole : 1);
const endOf = ({startTime, duration}: PerformanceEntry): number => startTime + duration;

/**
 * Time that garbage collections have taken so far; what was not timed is estimated from what was, and from how long the
 * event loop was busy meanwhile: while it waits, nothing is collected.
 */
export class GarbageCollections {
  readonly #observer = new PerformanceObserver(list => this.#take(list.getEntries()));
  #totalMs = 0;
  #timed = 0;
  /** When the first of these had ended, and what those after it have taken. */
  #firstEnd = 0;
  #nextMs = 0;
  /** How long the event loop had waited by the time of the first, and by that of the last. */
  #idleAtFirst = 0;
  #idleAtEnd = 0;
  /** When the last one that was timed had ended; `null` while they are timed. */
  #endedAt: number | null = null;

  constructor() {
    this.#observe();
  }

  /** Milliseconds since the start of the process. */
  total(): number {
    if (this.#endedAt !== null) {
      const timedMs = this.#endedAt - this.#firstEnd - (this.#idleAtEnd - this.#idleAtFirst);
      const untimedMs = performance.now() - this.#endedAt - (idleMs() - this.#idleAtEnd);
      this.#totalMs += shareOf(this.#nextMs, timedMs) * Math.max(0, untimedMs);
      this.#observe();
    }
    this.#timed = 0;
    this.#nextMs = 0;
    return this.#totalMs;
  }

  #observe(): void {
    this.#endedAt = null;
    this.#observer.observe({entryTypes: ['gc']});
  }

  #take(entries: readonly PerformanceEntry[]): void {
    for (const entry of entries) {
      this.#totalMs += entry.duration;
      // A rate takes as many intervals as collections: it begins where one has ended.
      if (this.#timed === 0) {
        this.#firstEnd = endOf(entry);
        this.#idleAtFirst = idleMs();
      } else {
        this.#nextMs += entry.duration;
      }
      this.#timed += 1;
    }
    if (this.#timed < TIMED_MAX) return;
    this.#observer.disconnect();
    this.#endedAt = endOf(entries.at(-1)!);
    this.#idleAtEnd = idleMs();
  }
}
