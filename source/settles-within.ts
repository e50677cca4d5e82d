import {setTimeout as sleep} from 'node:timers/promises';

/** The time is waited for in parts of this: of one in which the machine has stood still no more than that is lost. */
const PART_MS = 100;

/** Waits for it no longer than that, and keeps no process alive for it. @returns whether it has settled by then. */
export async function settlesWithin(ms: number, done: Promise<unknown>): Promise<boolean> {
  const settled = done.then(() => true);
  for (let waited = 0; waited < ms; waited += PART_MS) {
    if (await Promise.race([settled, sleep(Math.min(PART_MS, ms - waited), false, {ref: false})]))
      return true;
  }
  return false;
}
