import type {Report, WorkReport} from '../messages/types.js';
import {DurationHistogram} from './duration-histogram.js';

const TIMES = ['cpuMicros', 'gcMicros'] as const satisfies readonly (keyof Report)[];
const WORK = [
  'accepted',
  'started',
  'finished',
  'aborted',
  'latencySumMicros',
] as const satisfies readonly (keyof WorkReport)[];
type Figures = Record<(typeof TIMES)[number] | (typeof WORK)[number], number>;

const NOTHING: Figures = {
  cpuMicros: 0,
  gcMicros: 0,
  accepted: 0,
  started: 0,
  finished: 0,
  aborted: 0,
  latencySumMicros: 0,
};

/**
 * What all workers that a slot ever had have counted together. It never falls, whatever happens to them: each
 * report adds what has come since the one before.
 */
export class SlotCounters {
  readonly figures: Figures = {...NOTHING};
  /** Finished requests; index 0 is 1xx, index 4 is 5xx. */
  readonly byStatusClass = [0, 0, 0, 0, 0];
  readonly durations = new DurationHistogram();

  /** For one more worker of the slot. */
  open(): WorkerCount {
    return new WorkerCount(this);
  }
}

/** Adds what one worker counts to its slot. */
export class WorkerCount {
  readonly #slot: SlotCounters;
  readonly #last: Figures = {...NOTHING};
  readonly #lastByStatusClass = [0, 0, 0, 0, 0];
  #lastWork: WorkReport | null = null;
  #isClosed = false;

  constructor(slot: SlotCounters) {
    this.#slot = slot;
  }

  take(report: Report): void {
    if (this.#isClosed) return;
    for (const name of TIMES) this.#raise(name, report[name]);
    const {work} = report;
    if (work === this.#lastWork) return;
    this.#lastWork = work;
    for (const name of WORK) this.#raise(name, work[name]);
    for (const [index, count] of work.byStatusClass.entries()) {
      this.#slot.byStatusClass[index]! += count - this.#lastByStatusClass[index]!;
      this.#lastByStatusClass[index] = count;
    }
    this.#slot.durations.add(work.latency);
  }

  /** Of a worker that does not report, as the system measures it. */
  takeCpu(cpuMicros: number): void {
    this.#raise('cpuMicros', cpuMicros);
  }

  /** The worker has ended, and with it what was in flight. */
  close(): void {
    this.#isClosed = true;
    const {started, finished} = this.#last;
    this.#raise('aborted', started - finished);
  }

  #raise(name: keyof Figures, value: number): void {
    const more = value - this.#last[name];
    if (more <= 0) return;
    this.#slot.figures[name] += more;
    this.#last[name] = value;
  }
}
