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
        if (!mayTake(worker) || (least && !isBetter(worker, least))) continue;
        least = worker;
        leastIndex = index;
      }
      if (!least) return null;
      if (least.load > 0 && !least.isTrusted) {
        ask(workers);
        return null;
      }
      next = leastIndex + 1;
      return least;
    },
  };
}

function mayTake(worker: Candidate): boolean {
  return worker.isAvailable && worker.unconfirmed < LEAST_CONNECTIONS_UNCONFIRMED_MAX && !worker.isLate;
}

function isBetter(worker: Candidate, than: Candidate): boolean {
  return worker.load < than.load || (worker.load === than.load && worker.isTrusted && !than.isTrusted);
}

/** The one with the fewest; where some are late already, as many more: each that is late takes time to be known as that. */
function ask(workers: readonly Candidate[]): void {
  const late = workers.reduce((sum, {isAvailable, isLate}) => sum + Number(isAvailable && isLate), 0);
  const asked = workers.filter(mayTake).sort((a, b) => a.load - b.load);
  for (const worker of asked.slice(0, 1 + late)) worker.askLoad();
}
