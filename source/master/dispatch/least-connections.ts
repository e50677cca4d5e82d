import {LEAST_CONNECTIONS_UNCONFIRMED_MAX} from '../bounds.js';
import type {Candidate, DispatchPolicy} from './policy.js';

/**
 * The worker with the fewest open connections, each in turn where several have as few. A worker that is slow to
 * take them is passed over once a few are on their way to it: it is busy with what it has.
 */
export function createLeastConnections(): DispatchPolicy {
  let next = 0;
  return {
    looksAtClient: false,
    pick<Worker extends Candidate>(workers: readonly Worker[]) {
      const count = workers.length;
      let least: Worker | null = null;
      let leastIndex = 0;
      for (let i = 0; i < count; i++) {
        const index = (next + i) % count;
        const worker = workers[index]!;
        if (!worker.isAvailable || worker.unconfirmed >= LEAST_CONNECTIONS_UNCONFIRMED_MAX) continue;
        if (least !== null && worker.load >= least.load) continue;
        least = worker;
        leastIndex = index;
      }
      if (least) next = leastIndex + 1;
      return least;
    },
  };
}
