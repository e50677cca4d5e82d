import {ApiCallError, type ApiClient} from '../api/client.js';
import {historyPoint} from '../api/history-point.js';
import {HISTORY_S, type HistoryPoint, type Snapshot} from '../api/types.js';

export interface SlotHistoryView {
  readonly slot: number | null;
  /** Oldest first. */
  readonly points: readonly HistoryPoint[];
}

/** The last ten minutes of the one slot that is looked at: asked for once, then carried on from snapshots. */
export class SlotHistory {
  readonly #client: ApiClient;
  readonly #onChange: () => void;
  #slot: number | null = null;
  /** Raised with each jump to another time. */
  #time = 0;
  #points: readonly HistoryPoint[] = [];

  constructor(client: ApiClient, onChange: () => void) {
    this.#client = client;
    this.#onChange = onChange;
  }

  get view(): SlotHistoryView {
    return {slot: this.#slot, points: this.#points};
  }

  /** @param slot `null` where nobody looks at one. */
  watch(slot: number | null): void {
    if (slot === this.#slot) return;
    this.#slot = slot;
    this.forget();
    this.recall();
  }

  take({at, slots}: Snapshot): void {
    const slot = this.#slot !== null && slots[this.#slot - 1];
    const isNew = at > (this.#points.at(-1)?.at ?? 0);
    if (slot && isNew) this.#points = [...this.#points, historyPoint(at, slot)].slice(-HISTORY_S);
  }

  /** What comes now is from another time. */
  forget(): void {
    this.#points = [];
    this.#time += 1;
  }

  /** What was before, and what has been missed. */
  async recall(): Promise<void> {
    const slot = this.#slot;
    const time = this.#time;
    if (slot === null) return;
    try {
      const {points} = await this.#client.history(slot);
      if (slot !== this.#slot || time !== this.#time) return;
      const last = points.at(-1)?.at ?? 0;
      this.#points = [...points, ...this.#points.filter(({at}) => at > last)].slice(-HISTORY_S);
      this.#onChange();
    } catch (error) {
      // Charts begin with now where there is no past to be had.
      if (!(error instanceof ApiCallError)) throw error;
    }
  }
}
