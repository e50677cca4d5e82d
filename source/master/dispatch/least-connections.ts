import {LEAST_CONNECTIONS_UNCONFIRMED_MAX} from '../bounds.js';
import type {Candidate, DispatchPolicy} from './policy.js';

/**
 * The worker with the fewest open connections; each in turn where several have as few. What is given to a busy worker
 * waits there also while another is free. So one that has connections is asked first whether it has dealt with them,
 * unless it can be taken for granted, while the connection waits in the master; one that does not answer is passed
 * over; and while none answers, connections wait for the first that does.
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
        if (worker.isLate || (least && !isBetter(worker, least))) continue;
        least = worker;
        leastIndex = index;
      }
      if (!least) return null;
      if (least.load > 0 && !least.isTrusted) {
        least.askLoad();
        return null;
      }
      next = leastIndex + 1;
      return least;
    },
  };
}

function isBetter(worker: Candidate, than: Candidate): boolean {
  return worker.load < than.load || (worker.load === than.load && worker.isTrusted && !than.isTrusted);
}
