import type {Candidate, DispatchPolicy} from './policy.js';

/**
 * All connections of a client address to one worker. By rendezvous hashing: each slot has a score for each
 * client, and the highest wins. So a new slot takes from each of the others only what is its own from then on,
 * one that goes gives its clients to all of the others, and nothing has to be remembered. While the worker of a
 * slot is not available, its clients go to the next best.
 */
export function createSticky(): DispatchPolicy {
  return {
    looksAtClient: true,
    pick<Worker extends Candidate>(workers: readonly Worker[], {clientAddress}: {clientAddress: string}) {
      const client = hash(clientAddress);
      let best: Worker | null = null;
      let bestScore = -1;
      for (const worker of workers) {
        if (!worker.isAvailable) continue;
        const score = mix(client ^ Math.imul(worker.slot, GOLDEN_RATIO));
        if (score <= bestScore) continue;
        best = worker;
        bestScore = score;
      }
      return best?.takesConnections ? best : null;
    },
  };
}

/** 2^32 divided by the golden ratio: neighbouring slots differ in many bits. */
const GOLDEN_RATIO = 0x9e3779b9;

/** FNV-1a with 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value;
}

/** The finalizer of MurmurHash3: each bit of the input moves half of the output's. @returns 0 to 2^32 - 1. */
function mix(input: number): number {
  let value = input;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
