import {DELAY_WINDOW_S} from '../api/types.js';

const WINDOW_MS = DELAY_WINDOW_S * 1000;
/** As many as there are in that time, of an event loop that has work. */
const SAMPLES_MAX = 200;

export interface DelayFigures {
  readonly delayP50Ms: number;
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
}

/** Samples of the delay of an event loop. Those of one second are too few: their 99th percentile is their maximum. */
export class RecentDelays {
  readonly #delays = new Float64Array(SAMPLES_MAX);
  readonly #times = new Float64Array(SAMPLES_MAX).fill(Number.NEGATIVE_INFINITY);
  readonly #sorted = new Float64Array(SAMPLES_MAX);
  #next = 0;
  #maxMs = 0;

  add(now: number, delayMs: number): void {
    this.#delays[this.#next] = delayMs;
    this.#times[this.#next] = now;
    this.#next = (this.#next + 1) % SAMPLES_MAX;
    this.#maxMs = Math.max(this.#maxMs, delayMs);
  }

  /** Percentiles of the last {@link DELAY_WINDOW_S} seconds, and the maximum since this was last called. */
  take(now: number): DelayFigures {
    let count = 0;
    for (let index = 0; index < SAMPLES_MAX; index++) {
      if (now - this.#times[index]! < WINDOW_MS) this.#sorted[count++] = this.#delays[index]!;
    }
    const sorted = this.#sorted.subarray(0, count).sort();
    // Rounded down: one call that takes long, as at the start, is not the 99th percentile of few samples.
    const at = (share: number) => sorted[Math.floor(share * (count - 1))] ?? 0;
    const figures = {delayP50Ms: at(0.5), delayP99Ms: at(0.99), delayMaxMs: this.#maxMs};
    this.#maxMs = 0;
    return figures;
  }
}
