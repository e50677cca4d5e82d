import {millisecondsUntil, placeOf} from '../messages/moments.js';
import {REPORT_INTERVAL_MS} from '../messages/types.js';
import {FIRST_TICK_AFTER_MS, REPORTS_EARLY_MS, TICK_AFTER_REPORTS_MS} from './bounds.js';

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
  #arrived = 0;
  #expected = 0;

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
  reported(): void {
    if (!this.#timer) return;
    const now = Date.now();
    const untilDue = (((this.#place - now) % REPORT_INTERVAL_MS) + REPORT_INTERVAL_MS) % REPORT_INTERVAL_MS;
    // Those that work report each at another moment.
    if (untilDue >= ROUND_MS) return;
    const round = Math.floor((now + untilDue) / REPORT_INTERVAL_MS);
    if (round !== this.#round) {
      this.#expected = round === this.#round + 1 ? this.#arrived : 0;
      this.#arrived = 0;
      this.#round = round;
    }
    this.#arrived += 1;
    if (this.#arrived !== this.#expected) return;
    // One that was late, or the first one, may have come just now.
    if (performance.now() - this.#lastAt < REPORT_INTERVAL_MS / 2) return;
    // Who else listens to the report is to have taken it by then.
    this.#early = setImmediate(() => this.#tick());
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
