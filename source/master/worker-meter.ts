import type {EventLoopDelayFigures, WorkerSnapshot} from '../api/types.js';
import {REPORT_INTERVAL_MS, type Report} from '../messages/types.js';
import {BLOCKED_AFTER_MS} from './bounds.js';
import {LatencyWindow} from './latency-window.js';
import {MemoryTrend} from './memory-trend.js';
import {measureFromOutside} from './outside-figures.js';
import type {WorkerCount} from './slot-counters.js';
import type {Worker} from './worker.js';

/** Turns what one worker reports into figures per second. */
export class WorkerMeter {
  readonly latency = new LatencyWindow();
  readonly #memoryTrend = new MemoryTrend();
  readonly #worker: Worker;
  readonly #count: WorkerCount;
  #cpuPercent = 0;
  #perSecond = 0;
  #rssBytes = 0;
  #gcShare = 0;
  /** As it was reported by the last tick. */
  #last = {uptimeMs: 0, cpuMicros: 0, gcMicros: 0, finished: 0};
  #outside: {at: number; cpuMs: number} | null = null;
  #reportedAt: number | null = null;

  /** @param count adds to what is counted for the slot. */
  constructor(worker: Worker, count: WorkerCount) {
    this.#worker = worker;
    this.#count = count;
    worker.on('report', report => this.#take(report));
  }

  #take(report: Report): void {
    this.#rssBytes = report.rssBytes;
    this.#memoryTrend.add(report.uptimeMs, report.rssBytes, report.heapUsedBytes);
    this.#reportedAt = performance.now();
    this.#outside = null;
    this.#count.take(report);
    this.latency.add(report.work.latency, report.work.latencyMaxMicros);
  }

  /** With each tick. Between two of them there may be none or several reports. */
  advance(): void {
    this.latency.advance();
    const {report} = this.#worker;
    if (!report) return;
    const {uptimeMs, cpuMicros, gcMicros} = report;
    const {finished} = report.work;
    const elapsedMs = uptimeMs - this.#last.uptimeMs;
    if (elapsedMs <= 0) return;
    this.#cpuPercent = (cpuMicros - this.#last.cpuMicros) / 10 / elapsedMs;
    this.#gcShare = (gcMicros - this.#last.gcMicros) / 1000 / elapsedMs;
    this.#perSecond = ((finished - this.#last.finished) * 1000) / elapsedMs;
    this.#last = {uptimeMs, cpuMicros, gcMicros, finished};
  }

  /** It has reported, and does not any more: because it is blocked, suspended, held in a debugger or writes its heap. */
  get isSilent(): boolean {
    if (this.#worker.blocked) return true;
    return this.#reportedAt !== null && performance.now() - this.#reportedAt >= BLOCKED_AFTER_MS;
  }

  /** For a worker that has gone silent. */
  async measureFromOutside(): Promise<void> {
    const reportedAt = this.#reportedAt;
    const figures = await measureFromOutside(this.#worker.pid);
    // Meanwhile it may have told what is newer.
    if (!figures || reportedAt !== this.#reportedAt) return;
    const at = performance.now();
    this.#rssBytes = figures.rssBytes;
    this.#perSecond = 0;
    this.#gcShare = 0;
    if (figures.cpuMs === null) {
      this.#cpuPercent = figures.cpuPercent;
      return;
    }
    if (this.#outside) {
      this.#cpuPercent = ((figures.cpuMs - this.#outside.cpuMs) * 100) / (at - this.#outside.at);
    }
    this.#outside = {at, cpuMs: figures.cpuMs};
    this.#count.takeCpu(figures.cpuMs * 1000);
  }

  /** The worker has ended. */
  close(): void {
    this.#count.close();
  }

  snapshot(now: number): WorkerSnapshot {
    const worker = this.#worker;
    const {report} = worker;
    const {isSilent} = this;
    const silentForMs = Math.max(0, now - worker.lastReportAt);
    const {started = 0, finished = 0, aborted = 0} = report?.work ?? {};
    return {
      id: worker.id,
      pid: worker.pid,
      phase: worker.phase,
      blocked: worker.blocked,
      stuckWhere: worker.stuckWhere,
      stopped: worker.stopped,
      frozen: worker.isFrozen,
      diagnosis: worker.diagnosis,
      inspectorUrl: worker.inspector.lastingUrl,
      silentForMs,
      startedAt: worker.startedAt,
      readyAt: worker.readyAt,
      cpuPercent: this.#cpuPercent,
      rssBytes: this.#rssBytes,
      heapUsedBytes: report?.heapUsedBytes ?? 0,
      heapTotalBytes: report?.heapTotalBytes ?? 0,
      memoryTrend: this.#memoryTrend.figures,
      // One that does not report for all its work has a busy event loop, whatever it said last; one that does not run has
      // none.
      eventLoopUtilization: isSilent
        ? Number(worker.blocked || worker.isFrozen)
        : (report?.eventLoopUtilization ?? 0),
      gcShare: this.#gcShare,
      eventLoopDelay: this.#eventLoopDelay(silentForMs),
      // What one that does not report has been given since, the master knows.
      connections: {
        open: isSilent ? worker.openConnections : (report?.work.openConnections ?? 0),
        accepted: report?.work.accepted ?? 0,
      },
      requests: {
        started,
        finished,
        aborted,
        inFlight: started - finished - aborted,
        perSecond: this.#perSecond,
        byStatusClass: report?.work.byStatusClass ?? [0, 0, 0, 0, 0],
      },
      latency: LatencyWindow.merge([this.latency]),
    };
  }

  /** One that is blocked is at least as late as its report. */
  #eventLoopDelay(silentForMs: number): EventLoopDelayFigures {
    const {report, blocked} = this.#worker;
    const {delayP50Ms: p50Ms = 0, delayP99Ms = 0, delayMaxMs = 0} = report ?? {};
    const leastMs = blocked ? silentForMs - REPORT_INTERVAL_MS : 0;
    return {p50Ms, p99Ms: Math.max(delayP99Ms, leastMs), maxMs: Math.max(delayMaxMs, leastMs)};
  }
}
