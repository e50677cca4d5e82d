import type {DispatchPolicy} from './policy.js';

/** Each in turn, passing over those that may not be given one now. */
export function createRoundRobin(): DispatchPolicy {
  let next = 0;
  return {
    looksAtClient: false,
    pick(workers) {
      const count = workers.length;
      for (let i = 0; i < count; i++) {
        const index = (next + i) % count;
        const worker = workers[index]!;
        if (worker.takesConnections) {
          next = index + 1;
          return worker;
        }
      }
      return null;
    },
  };
}
