import {BUSY_AFTER_MS, LEAST_CONNECTIONS_UNCONFIRMED_MAX, PROMPT_MS} from '../bounds.js';
import type {Candidate, DispatchPolicy} from './policy.js';

/**
 * The worker with the fewest open connections. Where several have as few, the one that has been silent for the
 * shortest time since it was given one; each in turn where none is. One that has been silent for longer is busy, and
 * passed over. While none is prompt, connections wait for the first that says something, as each will that is not
 * prompt: what is given to a busy worker waits there also while another is free.
 */
export function createLeastConnections(): DispatchPolicy {
  let next = 0;
  return {
    looksAtClient: false,
    pick<Worker extends Candidate>(workers: readonly Worker[]) {
      const count = workers.length;
      let least: Worker | null = null;
      let leastIndex = 0;
      let leastSilentMs = 0;
      let isOnePrompt = false;
      for (let i = 0; i < count; i++) {
        const index = (next + i) % count;
        const worker = workers[index]!;
        if (!worker.isAvailable || worker.unconfirmed >= LEAST_CONNECTIONS_UNCONFIRMED_MAX) continue;
        const {load, silentMs} = worker;
        if (silentMs > BUSY_AFTER_MS) continue;
        isOnePrompt ||= silentMs <= PROMPT_MS;
        if (least && (load > least.load || (load === least.load && silentMs >= leastSilentMs))) continue;
        least = worker;
        leastIndex = index;
        leastSilentMs = silentMs;
      }
      if (!least || !isOnePrompt) return null;
      next = leastIndex + 1;
      return least;
    },
  };
}
