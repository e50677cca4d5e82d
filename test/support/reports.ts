import {readFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import type {WorkerSnapshot} from '../../source/api/types.js';
import type {TestCluster} from './cluster.js';

const POLL_MS = 3;
/** Whoever looks less often than this may miss a report. */
const GAP_MS_MAX = 500;

/** What a worker has just reported, and what the kernel says of it in the same moment (Linux). */
export interface Moment {
  readonly worker: WorkerSnapshot;
  /** When the report came, by the clock of `performance.now()`. */
  readonly reportedAtMs: number;
  /** How long after that the kernel was asked, at most. */
  readonly lateMs: number;
  /** Since the process started. */
  readonly cpuMs: number;
  readonly rssBytes: number;
  /** No report has been missed since the one before. */
  readonly isNext: boolean;
}

/** Each report of the only worker of a cluster, as soon as it has come. */
export async function* reportsOf(cluster: TestCluster): AsyncGenerator<Moment> {
  let last = {askedAtMs: Number.NEGATIVE_INFINITY, reportedAtMs: Number.NEGATIVE_INFINITY};
  for (;;) {
    const askedAtMs = performance.now();
    const worker = (await cluster.workers())[0]!;
    const kernel = readKernel(worker.pid);
    const now = performance.now();
    // The figures were put together somewhere between question and answer.
    const reportedAtMs = (askedAtMs + now) / 2 - worker.silentForMs;
    if (reportedAtMs > last.reportedAtMs + GAP_MS_MAX) {
      const lateMs = now - askedAtMs + worker.silentForMs;
      yield {worker, reportedAtMs, lateMs, ...kernel, isNext: now - last.askedAtMs < GAP_MS_MAX};
      last = {askedAtMs, reportedAtMs};
    } else {
      last.askedAtMs = askedAtMs;
    }
    await sleep(POLL_MS);
  }
}

const MS_PER_JIFFY = 10;
const PAGE_BYTES = 4096;

/** See proc(5). */
function readKernel(pid: number): {cpuMs: number; rssBytes: number} {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return {cpuMs: (fields[11]! + fields[12]!) * MS_PER_JIFFY, rssBytes: fields[21]! * PAGE_BYTES};
}
