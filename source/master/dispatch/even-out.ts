import type {DispatchPolicy} from './policy.js';

/**
 * For connections that are handed over: the worker with the fewest, as far as is known, each in turn where
 * several have as few. While that one is busy taking another they wait, since an idle connection is in no hurry.
 */
export function createEvenOut(): DispatchPolicy {
  let next = 0;
  return {
    looksAtClient: false,
    pick(workers) {
      const count = workers.length;
      const least = Math.min(...workers.map(({isAvailable, load}) => (isAvailable ? load : Infinity)));
      for (let i = 0; i < count; i++) {
        const index = (next + i) % count;
        const worker = workers[index]!;
        if (!worker.takesConnections || worker.load > least) continue;
        next = index + 1;
        return worker;
      }
      return null;
    },
  };
}
