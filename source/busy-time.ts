import type {ProfileResult} from './api/types.js';

/**
 * What shares of a CPU profile are shares of, in milliseconds: of all the time, they would call everything nothing
 * where the worker is mostly idle.
 */
export function busyMsOf({durationMs, idleMs}: Pick<ProfileResult, 'durationMs' | 'idleMs'>): number {
  return Math.max(1, durationMs - idleMs);
}
