import {millisecondsBefore, millisecondsUntil, placeOf} from '../messages/moments.js';
import {REPORT_INTERVAL_MS} from '../messages/types.js';
import {FIRST_TICK_AFTER_MS, REPORTS_EARLY_MS, TICK_AFTER_REPORTS_MS, TICKS_APART_MS_MIN} from './bounds.js';
import type {Worker} from './worker.js';

/** Reports that come in this time before a tick is due were made for it. */
const ROUND_MS = REPORTS_EARLY_MS + TICK_AFTER_REPORTS_MS;

/**
 * Says once a second that it is time to look at everything. Workers at rest report all at one moment: as soon as those
 * have reported that did the last time, it is time, so that the master wakes up once for all of them and for that.
 * Where one does not, it is time a moment later.
 */
export class Ticker {
  readonly #onTick: () => void;
  /** Of the second. */
  readonly #place = placeOf(process.pid) + TICK_AFTER_REPORTS_MS;
  #timer: NodeJS.Timeout | undefined;
  #early: NodeJS.Immediate | undefined;
  #lastAt = 0;
  /** The tick that the last reports were made for; these are numbered by the clock of the machine. */
  #round = 0;
  #arrived = new Set<Worker>();
  /** Those that did the last time, and have not yet. */
  #awaited = new Set<Worker>();

  constructor(onTick: () => void) {
    this.#onTick = onTick;
  }

  start(): void {
    this.#tickAfter(FIRST_TICK_AFTER_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    clearImmediate(this.#early);
  }

  /** A worker has reported just now. */
  reported(worker: Worker): void {
    if (!this.#timer) return;
    const now = Date.now();
    const untilDue = millisecondsBefore(this.#place, now);
    // Those that work report each at another moment.
    if (untilDue >= ROUND_MS) return;
    const round = Math.floor((now + untilDue) / REPORT_INTERVAL_MS);
    if (round !== this.#round) {
      this.#awaited = round === this.#round + 1 ? this.#arrived : new Set();
      this.#arrived = new Set();
      this.#round = round;
    }
    this.#arrived.add(worker);
    const isLast = this.#awaited.delete(worker) && this.#awaited.size === 0;
    // The one before may have been late.
    if (!isLast || performance.now() - this.#lastAt < TICKS_APART_MS_MIN) return;
    // Who else listens to the report is to have taken it by then.
    this.#early = setImmediate(() => this.#tick());
  }

  /** A worker has ended. */
  forget(worker: Worker): void {
    this.#arrived.delete(worker);
    this.#awaited.delete(worker);
  }

  #tickAfter(ms: number): void {
    const wait = ms + millisecondsUntil(this.#place, Date.now() + ms);
    this.#timer = setTimeout(() => this.#tick(), wait);
  }

  #tick(): void {
    this.stop();
    this.#tickAfter(0);
    this.#lastAt = performance.now();
    this.#onTick();
  }
}
