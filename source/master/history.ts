import {historyPoint} from '../api/history-point.js';
import {HISTORY_S, type HistoryPoint, type Snapshot} from '../api/types.js';
import {Ring} from './ring.js';

/** The last {@link HISTORY_S} seconds of the cluster and of each slot, in the few figures that charts draw. */
export class History {
  readonly #cluster = new Ring<HistoryPoint>(HISTORY_S);
  readonly #slots = new Map<number, Ring<HistoryPoint>>();

  /** Once a second. */
  add({at, total, slots}: Snapshot): void {
    const workers = slots.flatMap(({worker, others}) => (worker ? [worker, ...others] : others));
    this.#cluster.push({
      at,
      cpuPercent: workers.reduce((sum, {cpuPercent}) => sum + cpuPercent, 0),
      rssBytes: workers.reduce((sum, {rssBytes}) => sum + rssBytes, 0),
      heapUsedBytes: workers.reduce((sum, {heapUsedBytes}) => sum + heapUsedBytes, 0),
      delayP99Ms: Math.max(0, ...workers.map(({eventLoopDelay}) => eventLoopDelay.p99Ms)),
      requestsPerSecond: total.requests.perSecond,
      p50Ms: total.latency.p50Ms,
      p99Ms: total.latency.p99Ms,
    });
    for (const slot of slots) {
      this.#ringOf(slot.slot).push(historyPoint(at, slot));
    }
  }

  /** Oldest first. @param slot `null` for the whole cluster. */
  of(slot: number | null): HistoryPoint[] {
    return (slot === null ? this.#cluster : this.#slots.get(slot))?.toArray() ?? [];
  }

  #ringOf(slot: number): Ring<HistoryPoint> {
    let ring = this.#slots.get(slot);
    if (!ring) {
      ring = new Ring(HISTORY_S);
      this.#slots.set(slot, ring);
    }
    return ring;
  }
}
