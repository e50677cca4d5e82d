import {readdirSync, readFileSync} from 'node:fs';
import {fieldsOfStat} from '../../source/master/process-stat.js';

/** Of the kernel's clock that `/proc` counts in. */
const MICROS_PER_TICK = 10_000;
const NANOS_PER_MS = 1_000_000;

/** User and system time of all of them so far; `null` where the system does not tell it (other than Linux). */
export function cpuMicros(pids: readonly number[]): number | null {
  try {
    return pids.reduce((sum, pid) => {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const fields = fieldsOfStat(stat);
      return sum + (Number(fields[11]) + Number(fields[12])) * MICROS_PER_TICK;
    }, 0);
  } catch {
    return null;
  }
}

/** `NaN` where the system does not tell it. */
export function rssBytes(pid: number): number {
  return memoryBytes(pid, 'status', 'VmRSS');
}

/** Percent of one core that a process uses during that time; `NaN` where the system does not tell it. */
export async function cpuPercent(pid: number, ms: number): Promise<number> {
  const before = cpuNanos(pid);
  const startedAt = performance.now();
  await new Promise(resolve => setTimeout(resolve, ms));
  const used = cpuNanos(pid) - before;
  return (used / NANOS_PER_MS / (performance.now() - startedAt)) * 100;
}

/** CPU time of all threads that it has now, finer than `stat` tells it; `NaN` where the system does not tell it. */
export function cpuNanos(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.reduce((sum, thread) => {
      return sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ')[0]);
    }, 0);
  } catch {
    return Number.NaN;
  }
}

/**
 * Memory of a process, with its part of what it shares with others; `NaN` where the system does not tell it, or not
 * to this user.
 */
export function pssBytes(pid: number): number {
  return memoryBytes(pid, 'smaps_rollup', 'Pss');
}

/** What a file of `/proc/PID` says of a field, in kB. */
function memoryBytes(pid: number, file: string, field: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/${file}`, 'latin1');
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text)![1]) * 1024;
  } catch {
    return Number.NaN;
  }
}
