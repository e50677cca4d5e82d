import type {Candidate, DispatchPolicy} from './policy.js';

/**
 * Each in turn, passing over those that may not be given one now. What has waited while all were busy is not to wait again
 * behind what keeps the first busy that is free: that one takes several before it reads what they want.
 */
export function createRoundRobin(): DispatchPolicy {
  let next = 0;
  return {
    looksAtClient: false,
    pick(workers) {
      const count = workers.length;
      for (let i = 0; i < count; i++) {
        const index = (next + i) % count;
        const worker = workers[index]!;
        if (mayTake(worker)) {
          next = index + 1;
          return worker;
        }
      }
      return null;
    },
    gave(worker) {
      if (worker.isUnproven) worker.askLoad();
    },
  };
}

/** Where it is not proven, one at a time; the next when it has dealt with that, or is late: then it has its turn as others do. */
function mayTake({takesConnections, isUnproven, unconfirmed, isAsked, isLate}: Candidate): boolean {
  return takesConnections && (!isUnproven || (unconfirmed === 0 && (!isAsked || isLate)));
}
