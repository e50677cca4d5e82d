import {BACKOFF_FIRST_MS, BACKOFF_MAX_MS, BACKOFF_RESET_MS, RESTART_WINDOW_MS} from './bounds.js';

/** Decides when a slot whose worker died unasked gets the next one. Times are milliseconds of any clock. */
export class RestartLimit {
  readonly #limit: number;
  #deaths: number[] = [];
  #delayMs = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Deaths that count at present. */
  get deaths(): number {
    return this.#deaths.length;
  }

  /**
   * To be called for each death.
   * @returns how long to wait before the next start, or `null` to give up.
   */
  nextDelay(now: number, livedMs: number): number | null {
    this.#deaths = this.#deaths.filter(at => now - at < RESTART_WINDOW_MS);
    this.#deaths.push(now);
    if (this.#deaths.length >= this.#limit) return null;
    if (livedMs >= BACKOFF_RESET_MS) this.#delayMs = 0;
    const delay = this.#delayMs;
    this.#delayMs = Math.min(delay === 0 ? BACKOFF_FIRST_MS : delay * 2, BACKOFF_MAX_MS);
    return delay;
  }

  reset(): void {
    this.#deaths = [];
    this.#delayMs = 0;
  }
}
