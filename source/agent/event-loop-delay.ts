import {performance} from 'node:perf_hooks';
import {type DelayFigures, RecentDelays} from './recent-delays.js';
import {clearInterval, setInterval} from './timers.js';

/** How often an event loop is sampled that has work, */
const SAMPLE_INTERVAL_MS = 50;
/** and one at rest: to be woken up takes most of what it costs then. */
const REST_INTERVAL_MS = 200;

/**
 * How late the event loop comes to what is due. Node's own `monitorEventLoopDelay` wakes the process up as often whether
 * it rests or not, and takes 0.5 MB more once its histogram has been reset (Node 20.20), for some tens of numbers a second.
 */
export class EventLoopDelay {
  readonly #recent = new RecentDelays();
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
    this.#recent.add(now, Math.max(0, now - this.#lastAt - this.#intervalMs));
    this.#lastAt = now;
  }

  /** With each report. @param rests the event loop has hardly had anything to do. */
  take(rests: boolean): DelayFigures {
    // What is overdue may come only after the report.
    if (performance.now() - this.#lastAt > this.#intervalMs) this.#sample();
    this.#sampleEvery(rests ? REST_INTERVAL_MS : SAMPLE_INTERVAL_MS);
    return this.#recent.take(this.#lastAt);
  }
}
