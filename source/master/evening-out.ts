import {
  REBALANCE_DIFFERENCE_MIN,
  REBALANCE_DIFFERENCE_SHARE,
  SPREAD_EVERY_TICKS,
  SPREAD_MS,
} from './bounds.js';
import type {Worker} from './worker.js';

/** Moves idle connections from workers that have many to those that have few. */
export class EveningOut {
  #spreadUntil = 0;
  #ticks = 0;
  #acceptedBefore = 0;

  /** There are new workers: for a while, all are to have as many, to within one. */
  spread(now: number): void {
    this.#spreadUntil = now + SPREAD_MS;
  }

  /** They are not all there yet. */
  extend(now: number): void {
    if (now <= this.#spreadUntil) this.spread(now);
  }

  /**
   * @param isLasting also evens out what the kernel has handed out unevenly.
   * @param listeners of which those of several workers are evened out: what came to others can go nowhere else.
   */
  tick(
    now: number,
    workers: readonly Worker[],
    isLasting: boolean,
    listeners: {readonly ofSeveral: readonly number[]},
  ): void {
    const isSpreading = now <= this.#spreadUntil;
    if (!isSpreading && !isLasting) return;
    this.#ticks += 1;
    if (this.#ticks % SPREAD_EVERY_TICKS !== 0) return;
    const available = workers.filter(({isAvailable}) => isAvailable);
    const open = available.map(({openConnections}) => openConnections);
    const areLasting = this.#areLasting(available);
    if (!isSpreading && !(areLasting && isUneven(open))) return;
    for (const [index, count] of connectionsToShed(open).entries()) {
      if (count > 0) available[index]!.shed(count, listeners.ofSeveral);
    }
  }

  /** Connections that are replaced by others before the next look are not worth moving. */
  #areLasting(workers: readonly Worker[]): boolean {
    const sum = (count: (worker: Worker) => number) =>
      workers.reduce((total, worker) => total + count(worker), 0);
    const accepted = sum(({report}) => report?.work.accepted ?? 0);
    const isNew = accepted - this.#acceptedBefore;
    this.#acceptedBefore = accepted;
    return isNew < sum(({openConnections}) => openConnections);
  }
}

/** So far apart that it is worth moving connections for. */
function isUneven(open: readonly number[]): boolean {
  const mean = open.reduce((sum, count) => sum + count, 0) / open.length;
  const difference = Math.max(...open) - Math.min(...open);
  return difference > Math.max(REBALANCE_DIFFERENCE_MIN, mean * REBALANCE_DIFFERENCE_SHARE);
}

/**
 * How many connections each worker is to give away so that all have as many, to within one: pure arithmetic.
 * @param open how many each has.
 * @returns how many each is to give away; none where nothing needs to move.
 */
export function connectionsToShed(open: readonly number[]): readonly number[] {
  const total = open.reduce((sum, count) => sum + count, 0);
  const least = Math.floor(total / open.length);
  // So many may keep one more than the least: those who have most, so that little moves.
  let withOneMore = total - least * open.length;
  const byMost = open.map((count, index) => ({count, index})).sort((a, b) => b.count - a.count);
  const shed = new Array<number>(open.length).fill(0);
  for (const {count, index} of byMost) {
    const keeps = withOneMore > 0 && count > least ? least + 1 : least;
    if (keeps > least) withOneMore -= 1;
    shed[index] = Math.max(0, count - keeps);
  }
  return shed;
}
