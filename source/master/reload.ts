import type {Origin} from '../api/control.js';
import type {ReloadSnapshot} from '../api/types.js';
import type {Slot} from './slot.js';
import type {Worker} from './worker.js';

type SlotPhase = ReloadSnapshot['slots'][number]['phase'];

/** What a slot is at, and when it came to that; it gets no time of a phase that it did not have. */
interface SlotProgress {
  phase: SlotPhase;
  startingAt: number | null;
  drainingAt: number | null;
  endedAt: number | null;
}

/** What a reload needs of the supervisor. */
interface Supervision {
  startReplacement(slot: Slot): Promise<Worker>;
  stopWorker(worker: Worker, origin: Origin): void;
  startAgain(slot: Slot, livedMs: number, hasDied: boolean): void;
}

let lastId = 0;

/**
 * Replaces the workers of some slots one after the other: the new one is ready before the old one drains. At
 * the first that fails it ends, and what has not been replaced goes on serving.
 */
export class RollingReload {
  readonly #id = ++lastId;
  readonly #startedAt = Date.now();
  readonly #supervision: Supervision;
  readonly #progress: Map<Slot, SlotProgress>;
  readonly #leaving = new Map<Slot, Worker[]>();
  #endedAt: number | null = null;
  #failure: string | null = null;

  constructor(slots: readonly Slot[], supervision: Supervision) {
    this.#supervision = supervision;
    this.#progress = new Map(
      slots.map(slot => [slot, {phase: 'waiting', startingAt: null, drainingAt: null, endedAt: null}]),
    );
  }

  get isRunning(): boolean {
    return this.#endedAt === null;
  }

  /** Whether a worker that dies in this slot now is this reload's to replace. */
  handles(slot: Slot): boolean {
    return this.isRunning && this.#progress.get(slot)?.phase === 'starting';
  }

  /** @returns why it failed, or `null`. Never rejects. */
  async run(): Promise<string | null> {
    for (const slot of this.#progress.keys()) {
      this.#failure = await this.#replace(slot);
      if (this.#failure) break;
    }
    this.#endedAt = Date.now();
    return this.#failure;
  }

  snapshot(): ReloadSnapshot {
    const isOver = this.#endedAt !== null;
    return {
      id: this.#id,
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
      outcome: isOver ? (this.#failure ? 'failed' : 'succeeded') : null,
      reason: this.#failure,
      slots: [...this.#progress].map(([slot, progress]) => ({
        slot: slot.number,
        ...progress,
        connectionsLeft: (this.#leaving.get(slot) ?? []).reduce(
          (left, worker) => left + (worker.isGone ? 0 : worker.openConnections),
          0,
        ),
      })),
    };
  }

  async #replace(slot: Slot): Promise<string | null> {
    // Scaled away, or given up by a stop, while its turn had not come.
    if (slot.retired) return null;
    const old = slot.workers.filter(worker => !worker.isGone);
    const startedAt = this.#enter(slot, 'starting', 'startingAt');
    try {
      await this.#supervision.startReplacement(slot);
    } catch (error) {
      this.#enter(slot, 'failed', 'endedAt');
      // The old one may have died while this one was to replace it.
      if (!slot.hasSuccessor) this.#supervision.startAgain(slot, Date.now() - startedAt, true);
      return `the new worker ${slot.number} died: ${(error as Error).message}`;
    }
    this.#enter(slot, 'draining', 'drainingAt');
    this.#leaving.set(slot, old);
    for (const worker of old) this.#supervision.stopWorker(worker, 'clusterview');
    await Promise.all(old.map(goneFrom));
    this.#enter(slot, 'done', 'endedAt');
    return null;
  }

  /** @returns when that is. */
  #enter(slot: Slot, phase: SlotPhase, moment: Exclude<keyof SlotProgress, 'phase'>): number {
    const now = Date.now();
    const progress = this.#progress.get(slot)!;
    progress.phase = phase;
    progress[moment] = now;
    return now;
  }
}

async function goneFrom(worker: Worker): Promise<void> {
  if (!worker.isGone) await new Promise(resolve => worker.once('gone', resolve));
}
