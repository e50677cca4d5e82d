import os from 'node:os';
import {readProc} from './read-proc.js';

/** Of all cores together since the machine started, in units that are the system's own. */
export interface CpuTimes {
  readonly busy: number;
  readonly total: number;
}

export function cpuTimes(): CpuTimes {
  return linuxCpuTimes() ?? portableCpuTimes();
}

/** `null` on other systems. */
function linuxCpuTimes(): CpuTimes | null {
  try {
    return parseCpuTimes(readProc('/proc/stat'));
  } catch {
    return null;
  }
}

/**
 * What Linux tells (proc_stat(5)): time that cores wait for a disk is none in which they are busy. `os.cpus()` leaves it
 * out altogether, so that one that does nothing but wait would look busy.
 * @param stat the text of `/proc/stat`.
 */
export function parseCpuTimes(stat: string): CpuTimes | null {
  const all = /^cpu +(.*)$/m.exec(stat)?.[1];
  if (all === undefined) return null;
  // Time of guests is in that of users, too.
  const [user = 0, nice = 0, system = 0, idle = 0, ioWait = 0, irq = 0, softIrq = 0, steal = 0] = all
    .split(' ')
    .map(Number);
  const busy = user + nice + system + irq + softIrq + steal;
  return {busy, total: busy + idle + ioWait};
}

function portableCpuTimes(): CpuTimes {
  let total = 0;
  let idle = 0;
  for (const {times} of os.cpus()) {
    total += times.user + times.nice + times.sys + times.idle + times.irq;
    idle += times.idle;
  }
  return {busy: total - idle, total};
}
