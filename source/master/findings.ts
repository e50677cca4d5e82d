import type {Finding, SlotSnapshot, WorkerSnapshot} from '../api/types.js';
import {MEGABYTE} from '../size-in-words.js';
import {FINDING_TICKS} from './bounds.js';
import type {EventLog} from './event-log.js';
import {nameOf, placeOf} from './naming.js';

const BUSY_FROM = 0.9;
const LATE_FROM_MS = 100;
/** An event loop that has time and is late all the same. */
const IDLE_BELOW = 0.5;
const LATE_THOUGH_IDLE_FROM_MS = 200;
const COLLECTING_FROM = 0.15;
const MINUTE_MS = 60_000;

type Check = (worker: WorkerSnapshot) => Omit<Finding, 'slot'> | null;

const looksLikeLeak: Check = ({memoryTrend}) =>
  memoryTrend?.looksLikeLeak
    ? {
        severity: 'warning',
        text: `memory has grown by ${growthOf(memoryTrend)} a minute for ${Math.round(memoryTrend.spanMs / MINUTE_MS)} min: it may leak`,
        remedy: 'heap',
      }
    : null;

/** What can be wrong with a worker, the worst first. */
const CHECKS: readonly Check[] = [
  worker =>
    worker.stopped
      ? {severity: 'error', text: 'suspended by a signal or a debugger: it does not run', remedy: null}
      : null,
  ({blocked, silentForMs, stuckWhere}) =>
    blocked
      ? {
          severity: 'error',
          text: `stuck for ${Math.round(silentForMs / 1000)} s${stuckWhere ? ` ${stuckWhere}` : ''}`,
          remedy: stuckWhere ? null : 'stack',
        }
      : null,
  worker =>
    worker.eventLoopUtilization >= BUSY_FROM && isLate(worker, LATE_FROM_MS)
      ? {
          severity: 'warning',
          text: `${loopOf(worker)}: CPU-bound`,
          remedy: 'profile',
        }
      : null,
  ({inspectorUrl}) =>
    inspectorUrl
      ? {
          severity: 'warning',
          text: `its inspector is open on ${inspectorUrl}, for every user of this machine`,
          remedy: null,
        }
      : null,
  ({gcShare}) =>
    gcShare >= COLLECTING_FROM
      ? {
          severity: 'warning',
          text: `${percent(gcShare)} of its time goes into garbage collection`,
          remedy: 'heap',
        }
      : null,
  looksLikeLeak,
  worker =>
    worker.eventLoopUtilization < IDLE_BELOW && isLate(worker, LATE_THOUGH_IDLE_FROM_MS)
      ? {
          severity: 'warning',
          text: `${loopOf(worker, 'and yet ')}: single calls take long, or the machine has no CPU left`,
          remedy: 'profile',
        }
      : null,
];

/** Says in plain sentences what is wrong with which worker, once it has been so for a while. */
export class Findings {
  /** For how many ticks a check has found something, by worker and check. */
  #lasting = new Map<string, number>();
  /** Workers whose leak has become an event: it comes slowly, and where nobody looks on, that alone tells. */
  readonly #toldLeaks = new Set<number>();
  readonly #events: EventLog;

  constructor(events: EventLog) {
    this.#events = events;
  }

  /** Once a second. @returns those of all slots, the worst first. */
  tick(slots: readonly SlotSnapshot[]): Finding[] {
    const lasting = new Map<string, number>();
    const findings: Finding[] = [];
    for (const check of CHECKS) {
      for (const {slot, worker} of slots) {
        const found = worker && check(worker);
        if (!found) continue;
        const key = `${worker.id} ${CHECKS.indexOf(check)}`;
        const ticks = (this.#lasting.get(key) ?? 0) + 1;
        lasting.set(key, ticks);
        // What has been noticed by waiting already need not wait.
        if (found.severity !== 'error' && ticks < FINDING_TICKS) continue;
        findings.push({slot, ...found});
        if (check === looksLikeLeak) this.#tellLeak(slot, worker, found.text);
      }
    }
    this.#lasting = lasting;
    this.#forget(slots);
    return findings;
  }

  #tellLeak(slot: number, {id, pid}: WorkerSnapshot, text: string): void {
    if (this.#toldLeaks.has(id)) return;
    this.#toldLeaks.add(id);
    const place = placeOf({slot, pid});
    this.#events.add({kind: 'memory', severity: 'warning', ...place, message: `${nameOf(place)}: ${text}`});
  }

  /** Those that have ended. */
  #forget(slots: readonly SlotSnapshot[]): void {
    const alive = new Set(slots.flatMap(({worker, others}) => [worker, ...others].map(one => one?.id)));
    for (const id of this.#toldLeaks) if (!alive.has(id)) this.#toldLeaks.delete(id);
  }
}

/** More often than once in the last seconds, and in the last one, too: else it is over. */
function isLate({blocked, stopped, frozen, eventLoopDelay}: WorkerSnapshot, fromMs: number): boolean {
  // One that stands still is not called late, too.
  const turns = !blocked && !stopped && !frozen;
  return turns && eventLoopDelay.p99Ms >= fromMs && eventLoopDelay.maxMs >= fromMs;
}

function loopOf({eventLoopUtilization, eventLoopDelay: {p99Ms}}: WorkerSnapshot, joint = ''): string {
  return `event loop ${percent(eventLoopUtilization)} busy, ${joint}p99 delay ${Math.round(p99Ms)} ms`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function growthOf({
  rssBytesPerMinute,
  heapUsedBytesPerMinute,
}: NonNullable<WorkerSnapshot['memoryTrend']>): string {
  return `${(Math.max(rssBytesPerMinute, heapUsedBytesPerMinute) / MEGABYTE).toFixed(1)} MB`;
}
