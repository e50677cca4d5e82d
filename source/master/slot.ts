import type {DeathCause, SlotState} from '../api/types.js';
import type {SlotDeaths} from './death-counts.js';
import {RestartLimit} from './restart-limit.js';
import type {Worker} from './worker.js';

/** A numbered place that a worker fills; it outlives its workers. */
export class Slot {
  readonly number: number;
  readonly restartLimit: RestartLimit;
  /** All that live, oldest first: usually one; two while one replaces the other. */
  readonly workers: Worker[] = [];
  /** Not wanted any more: goes when its last worker has gone. */
  retired = false;
  gaveUp = false;
  /** A worker of it has opened a listener, or was ready without one; `null` before either. */
  listens: boolean | null = null;
  /** Workers that did not listen in time, before any did. */
  lateStarts = 0;
  readonly deaths: SlotDeaths;
  lastDeath: {readonly at: number; readonly words: string; readonly cause: DeathCause} | null = null;
  #retry: {readonly timer: NodeJS.Timeout; readonly at: number} | null = null;

  /** @param deaths those of an earlier slot of this number are counted on. */
  constructor(number: number, restartLimit: number, deaths: SlotDeaths) {
    this.number = number;
    this.restartLimit = new RestartLimit(restartLimit);
    this.deaths = deaths;
  }

  get state(): SlotState {
    if (this.workers.length > 0) return 'running';
    if (this.gaveUp) return 'gave-up';
    return this.#retry ? 'backing-off' : 'stopped';
  }

  /** The worker that stands for the slot: the ready one if there is one, else the newest. */
  get worker(): Worker | null {
    return (
      this.workers.findLast(worker => worker.phase === 'ready') ??
      this.workers.findLast(worker => worker.phase === 'starting') ??
      this.workers.at(-1) ??
      null
    );
  }

  /** Has one that serves, or is about to. */
  get hasSuccessor(): boolean {
    return this.workers.some(worker => worker.phase === 'starting' || worker.phase === 'ready');
  }

  get isReady(): boolean {
    return this.workers.some(worker => worker.isServing);
  }

  get isStarting(): boolean {
    return this.workers.some(worker => worker.phase === 'starting');
  }

  /** Wanted again, whatever has happened in it. */
  revive(): void {
    this.retired = false;
    this.gaveUp = false;
    this.restartLimit.reset();
  }

  /** Its next worker starts after a while. */
  get hasRetry(): boolean {
    return this.#retry !== null;
  }

  nextStartInMs(now: number): number | null {
    return this.#retry && Math.max(0, this.#retry.at - now);
  }

  retryAfter(delayMs: number, start: () => void): void {
    this.cancelRetry();
    const timer = setTimeout(() => {
      this.#retry = null;
      start();
    }, delayMs);
    this.#retry = {timer, at: Date.now() + delayMs};
  }

  cancelRetry(): void {
    clearTimeout(this.#retry?.timer);
    this.#retry = null;
  }
}
