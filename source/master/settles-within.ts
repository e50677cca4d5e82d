import {setTimeout as sleep} from 'node:timers/promises';

/** Waits for it no longer than that, and keeps no process alive for it. @returns whether it has settled by then. */
export function settlesWithin(ms: number, done: Promise<unknown>): Promise<boolean> {
  return Promise.race([done.then(() => true), sleep(ms, false, {ref: false})]);
}
