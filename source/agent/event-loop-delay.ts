import {performance} from 'node:perf_hooks';

/** How often an event loop is sampled that has work, */
const SAMPLE_INTERVAL_MS = 50;
/** and one at rest: to be woken up takes most of what it costs then. */
const REST_INTERVAL_MS = 200;
/** Between two reports; there are no more, unless the clock is odd. */
const SAMPLES_MAX = 64;

// As they are before the app runs, which may put others in their place.
const {clearInterval, setInterval} = globalThis;

export interface DelayFigures {
  readonly delayP50Ms: number;
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
}

/**
 * How late the event loop comes to what is due. Node's own `monitorEventLoopDelay` wakes the process up as often whether
 * it rests or not, and takes 0.5 MB more once its histogram has been reset (Node 20.20), for some tens of numbers a second.
 */
export class EventLoopDelay {
  readonly #samples = new Float64Array(SAMPLES_MAX);
  #count = 0;
  #intervalMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #lastAt = 0;

  constructor() {
    this.#sampleEvery(SAMPLE_INTERVAL_MS);
  }

  #sampleEvery(intervalMs: number): void {
    if (intervalMs === this.#intervalMs) return;
    clearInterval(this.#timer);
    this.#intervalMs = intervalMs;
    this.#lastAt = performance.now();
    this.#timer = setInterval(() => this.#sample(), intervalMs).unref();
  }

  #sample(): void {
    const now = performance.now();
    this.#samples[this.#count] = Math.max(0, now - this.#lastAt - this.#intervalMs);
    this.#count = Math.min(this.#count + 1, SAMPLES_MAX - 1);
    this.#lastAt = now;
  }

  /** Since it was last asked. @param rests the event loop has hardly had anything to do. */
  take(rests: boolean): DelayFigures {
    // What is overdue may come only after the report.
    if (performance.now() - this.#lastAt > this.#intervalMs) this.#sample();
    const sorted = this.#samples.subarray(0, this.#count).sort();
    this.#count = 0;
    this.#sampleEvery(rests ? REST_INTERVAL_MS : SAMPLE_INTERVAL_MS);
    const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    return {delayP50Ms: at(0.5), delayP99Ms: at(0.99), delayMaxMs: at(1)};
  }
}
