import {MEGABYTE} from '../size-in-words.js';
import {
  MEMORY_AFTER_SNAPSHOT_MS,
  MEMORY_OVER_TICKS,
  MEMORY_RELOAD_EVERY_MS,
  MEMORY_YOUNG_MS,
} from './bounds.js';
import type {EventLog} from './event-log.js';
import {nameOf, placeOf} from './naming.js';
import type {Slot} from './slot.js';
import type {Worker} from './worker.js';

/** Has workers replaced that stay over the limit, gracefully and one at a time. */
export class MemoryLimit {
  readonly #maxBytes: number;
  readonly #events: EventLog;
  readonly #reload: (slot: number) => Promise<unknown>;
  /** How many ticks in a row it has been over. */
  readonly #over = new WeakMap<Worker, number>();
  /** By a clock that nobody sets. */
  readonly #reloadedAt = new Map<number, number>();

  /** @param reload of one slot; rejects where that is not possible now, or fails. */
  constructor(maxBytes: number, events: EventLog, reload: (slot: number) => Promise<unknown>) {
    this.#maxBytes = maxBytes;
    this.#events = events;
    this.#reload = reload;
  }

  /** Once a second, while no reload runs. */
  tick(now: number, slots: readonly Slot[]): void {
    for (const {number, worker} of slots) {
      if (worker?.phase !== 'ready') continue;
      const rssBytes = worker.report?.rssBytes ?? 0;
      // A heap snapshot takes memory that the app did not ask for; it goes back in time.
      const isOfSnapshot = worker.isFrozen || now - worker.frozenUntil < MEMORY_AFTER_SNAPSHOT_MS;
      const ticks = rssBytes > this.#maxBytes && !isOfSnapshot ? (this.#over.get(worker) ?? 0) + 1 : 0;
      this.#over.set(worker, ticks);
      // A limit below what the app needs from the start would have it do nothing but reload.
      const reloadedAt = this.#reloadedAt.get(number) ?? Number.NEGATIVE_INFINITY;
      const isSoon = performance.now() - reloadedAt < MEMORY_RELOAD_EVERY_MS;
      if (ticks < MEMORY_OVER_TICKS || isSoon) continue;
      this.#reloadedAt.set(number, performance.now());
      const used = Math.round(rssBytes / MEGABYTE);
      const limit = Math.round(this.#maxBytes / MEGABYTE);
      const isYoung = now - worker.startedAt < MEMORY_YOUNG_MS;
      const advice = isYoung ? '; the limit may be too low for this app' : '';
      const message = `${nameOf(worker)} uses ${used} MB of memory, over --max-memory ${limit} MB for ${ticks} s: reloading it${advice}`;
      this.#events.add({kind: 'memory', severity: 'warning', ...placeOf(worker), message});
      // How it went is told by the reload itself.
      this.#reload(number).catch(() => {});
      return;
    }
  }
}
