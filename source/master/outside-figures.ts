import {readFile} from 'node:fs/promises';
import os from 'node:os';
import {fieldsOfStat} from './process-stat.js';

export interface OutsideFigures {
  /** Since the start of the process; `null` where the system gives only a share of the moment. */
  readonly cpuMs: number | null;
  /** Percent of one core, where `cpuMs` is not to be had. */
  readonly cpuPercent: number;
  readonly rssBytes: number;
}

/** Of the kernel's user interface: `sysconf(_SC_CLK_TCK)` is 100 on every Linux that Node runs on. */
const MS_PER_JIFFY = 10;
const USER_JIFFIES_FIELD = 11;
const SYSTEM_JIFFIES_FIELD = 12;

/**
 * CPU and memory of a process that does not answer. Linux: `/proc/PID/stat` and `status` (see proc(5)), some microseconds.
 * Elsewhere `systeminformation`, which starts a `ps`; so this is not for workers that report by themselves.
 * @returns `null` where the process is gone.
 */
export async function measureFromOutside(pid: number): Promise<OutsideFigures | null> {
  return process.platform === 'linux' ? fromProc(pid) : fromSystemInformation(pid).catch(() => null);
}

async function fromProc(pid: number): Promise<OutsideFigures | null> {
  try {
    const [stat, status] = await Promise.all(
      ['stat', 'status'].map(name => readFile(`/proc/${pid}/${name}`, 'latin1')),
    );
    const fields = fieldsOfStat(stat!);
    const jiffies = Number(fields[USER_JIFFIES_FIELD]) + Number(fields[SYSTEM_JIFFIES_FIELD]);
    return {
      cpuMs: jiffies * MS_PER_JIFFY,
      cpuPercent: 0,
      // Pages have not everywhere the same size: in kB, then. A process that is ending has none.
      rssBytes: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status!)?.[1] ?? 0) * 1024,
    };
  } catch {
    return null;
  }
}

async function fromSystemInformation(pid: number): Promise<OutsideFigures | null> {
  const {default: si} = await import('systeminformation');
  const {list} = await si.processes();
  const found = list.find(candidate => candidate.pid === pid);
  if (!found) return null;
  // It counts in shares of all cores, and in kibibytes.
  return {cpuMs: null, cpuPercent: found.cpu * os.cpus().length, rssBytes: found.memRss * 1024};
}
