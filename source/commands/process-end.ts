import {setTimeout as sleep} from 'node:timers/promises';
import {readStat} from '../master/process-state.js';

const POLL_MS = 20;

/** Waits for the end of a process of this user that is no child of this one. @returns whether it came within that time. */
export async function waitForEnd(pid: number, msMax: number): Promise<boolean> {
  const end = performance.now() + msMax;
  while (isRunning(pid)) {
    if (performance.now() > end) return false;
    await sleep(POLL_MS);
  }
  return true;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    // There is none, or its number is now that of another user's.
    return false;
  }
  // A zombie has ended, and whoever started it has not asked how, as process 1 of some containers never does.
  return readStat(pid).state !== 'Z';
}
