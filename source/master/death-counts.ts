import type {CountsByCause, DeathCause} from '../api/types.js';

/** So many times, by what workers died of. */
export class DeathCounts {
  readonly #byCause: Partial<Record<DeathCause, number>> = {};
  #total = 0;

  get total(): number {
    return this.#total;
  }

  get byCause(): CountsByCause {
    return {...this.#byCause};
  }

  add(cause: DeathCause): void {
    this.#byCause[cause] = (this.#byCause[cause] ?? 0) + 1;
    this.#total += 1;
  }
}

/** What has become of the workers of one slot; it outlives a slot that is scaled away and comes back. */
export class SlotDeaths {
  /** Workers that died unasked. */
  readonly crashes = new DeathCounts();
  /** Workers that replaced one of those. */
  readonly restarts = new DeathCounts();
}
