import {EVEN_OUT_PATIENCE_MS} from '../bounds.js';
import type {Candidate, DispatchPolicy} from './policy.js';

/**
 * For connections that are handed over: the worker with the fewest, as far as is known, each in turn where
 * several have as few. While that one is busy taking another they wait, since an idle connection is in no hurry; but
 * its client may be, so one that is busy with something else is passed over.
 */
export function createEvenOut(): DispatchPolicy {
  let next = 0;
  return {
    looksAtClient: false,
    pick(workers) {
      const count = workers.length;
      const least = Math.min(...workers.map(worker => (mayTake(worker) ? worker.load : Infinity)));
      for (let i = 0; i < count; i++) {
        const index = (next + i) % count;
        const worker = workers[index]!;
        if (!mayTake(worker) || worker.load > least) continue;
        if (worker.takesConnections) {
          next = index + 1;
          return worker;
        }
        worker.watch(EVEN_OUT_PATIENCE_MS);
      }
      return null;
    },
  };
}

/** Now or soon. */
function mayTake(worker: Candidate): boolean {
  return worker.isAvailable && worker.overdueMs <= EVEN_OUT_PATIENCE_MS;
}
