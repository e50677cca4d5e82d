import {readFile} from 'node:fs/promises';
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
const RSS_PAGES_FIELD = 21;
const PAGE_BYTES = 4096;

/**
 * CPU and memory of a process that does not answer. Linux: `/proc/PID/stat` (see proc(5)), a few microseconds.
 * Elsewhere `systeminformation`, which starts a `ps`; so this is not for workers that report by themselves.
 * @returns `null` where the process is gone.
 */
export async function measureFromOutside(pid: number): Promise<OutsideFigures | null> {
  return process.platform === 'linux' ? fromProc(pid) : fromSystemInformation(pid);
}

async function fromProc(pid: number): Promise<OutsideFigures | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = fieldsOfStat(stat);
    const jiffies = Number(fields[USER_JIFFIES_FIELD]) + Number(fields[SYSTEM_JIFFIES_FIELD]);
    return {
      cpuMs: jiffies * MS_PER_JIFFY,
      cpuPercent: 0,
      rssBytes: Number(fields[RSS_PAGES_FIELD]) * PAGE_BYTES,
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
  const {default: os} = await import('node:os');
  // It counts in shares of all cores, and in kibibytes.
  return {cpuMs: null, cpuPercent: found.cpu * os.cpus().length, rssBytes: found.memRss * 1024};
}
