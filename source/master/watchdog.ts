import {setTimeout as sleep} from 'node:timers/promises';
import {BLOCKED_AFTER_MS, HANG_STACK_GRACE_MS} from './bounds.js';
import type {Diagnostics} from './diagnostics.js';
import type {EventLog} from './event-log.js';
import {NoJavaScriptError} from './inspector.js';
import {nameOf, placeOf} from './naming.js';
import {measureFromOutside, type OutsideFigures} from './outside-figures.js';
import {childrenOf, stateOfProcess} from './process-state.js';
import type {Settings} from './settings.js';
import type {Worker} from './worker.js';

/** The most of a command line that goes into an event. */
const COMMAND_CHARS_MAX = 100;

/** A share of CPU is measured over this long at least. */
const CPU_SHARE_MS_MIN = 1000;
/** From this share of a core on, a process works rather than waits; on a busy machine it may get no more. */
const WORKS_FROM = 0.02;

const SUSPENDED = {
  halted: 'waits for a debugger to attach to it, as an option of Node wants it',
  stopped: 'is stopped by a signal (SIGSTOP or the like): it does not run until it gets SIGCONT',
  traced: 'is held by a tracer, such as gdb or strace',
  debugged: 'does not answer, and a debugger is attached to it: it gets nothing new until it goes on',
};

/** Tells workers that are blocked from those that are stopped or debugged, finds out where, and ends them at last. */
export class Watchdog {
  readonly #settings: Pick<Settings, 'hangTimeoutMs' | 'hangStack'>;
  readonly #events: EventLog;
  readonly #diagnostics: Diagnostics;
  /** Those whose stack is being read. */
  readonly #locating = new WeakSet<Worker>();
  /** Stacks of workers that are blocked. */
  readonly #stacks = new WeakMap<Worker, string>();

  constructor(settings: Settings, events: EventLog, diagnostics: Diagnostics) {
    this.#settings = settings;
    this.#events = events;
    this.#diagnostics = diagnostics;
  }

  /** Once a second for each worker. */
  judge(worker: Worker, now: number): void {
    const isStarting = worker.phase === 'starting';
    if (isStarting && this.isHeld(worker)) worker.renewStartLimit();
    const isLeaving = worker.phase === 'draining' && worker.disconnectedItself && !worker.planned;
    const isJudged = isStarting || worker.phase === 'ready' || isLeaving;
    if (!isJudged || !this.isSilent(worker, now)) return;
    if (worker.isFrozen) {
      // That takes its time; what comes after it is another matter.
      worker.lastReportAt = now;
      return;
    }
    const state = stateOf(worker);
    if (state !== 'running') {
      this.#onStopped(worker, state);
      return;
    }
    if (worker.stopped) {
      // It goes on, and has its time to say so.
      worker.stopped = false;
      worker.lastReportAt = now;
      return;
    }
    // Many apps take seconds to load; how long one may is the start limit's to say.
    if (isStarting) return;
    if (!worker.blocked) this.#onBlocked(worker, now - worker.lastReportAt);
    const {hangTimeoutMs} = this.#settings;
    if (hangTimeoutMs > 0 && now - worker.lastReportAt >= hangTimeoutMs) {
      this.#end(worker, now - worker.lastReportAt);
    }
  }

  /** Somebody keeps it from running, or may: that it is late is not its fault. */
  isHeld(worker: Worker): boolean {
    return worker.isFrozen || stateOf(worker) !== 'running';
  }

  /**
   * Looks where a worker is stuck that has not become ready in time.
   * @returns when that is known or cannot be, which may take long; `null` where there is nothing to wait for.
   */
  locateLate(worker: Worker, now: number): Promise<void> | null {
    return this.isSilent(worker, now) ? this.#onBlocked(worker, now - worker.lastReportAt) : null;
  }

  /** Its event loop does not turn. */
  isSilent(worker: Worker, now: number): boolean {
    return now - worker.lastReportAt >= BLOCKED_AFTER_MS;
  }

  /** Where it is stuck, in words that go behind others, and its stack, as far as they are known by now. */
  placeOfStuck(worker: Worker): {readonly where: string; readonly detail: string | null} {
    // One that has come back meanwhile is not stuck there any more.
    if (!worker.blocked) return {where: '', detail: null};
    const unread = this.#locating.has(worker) ? ', and its stack could not be read in time' : '';
    const where = worker.stuckWhere ? `, stuck ${worker.stuckWhere}` : unread;
    return {where, detail: this.#stacks.get(worker) ?? null};
  }

  /** A worker has reported. @returns whether it was thought not to answer. */
  heard(worker: Worker): boolean {
    const {blocked, stopped} = worker;
    if (!blocked && !stopped) return false;
    worker.blocked = false;
    worker.stopped = false;
    const message = `${nameOf(worker)} ${blocked ? 'answers again' : 'runs again'}`;
    this.#events.add({kind: 'unblocked', severity: 'good', ...placeOf(worker), message});
    return true;
  }

  #onStopped(worker: Worker, state: keyof typeof SUSPENDED): void {
    if (worker.stopped) return;
    worker.stopped = true;
    worker.blocked = false;
    this.#events.add({
      kind: 'blocked',
      severity: 'warning',
      ...placeOf(worker),
      message: `${nameOf(worker)} ${SUSPENDED[state]}`,
    });
  }

  /** @returns when it is known where; `null` where that is not asked for. */
  #onBlocked(worker: Worker, silentForMs: number): Promise<void> | null {
    worker.blocked = true;
    worker.stuckWhere = null;
    this.#stacks.delete(worker);
    const message = `${nameOf(worker)} is blocked: its event loop has not turned for ${Math.round(silentForMs / 1000)} s`;
    this.#events.add({kind: 'blocked', severity: 'warning', ...placeOf(worker), message});
    if (this.#settings.hangStack) return this.#locate(worker);
    worker.inspector.stuck();
    return null;
  }

  /** The event comes from there, with the stack; or it says why there is none. */
  async #locate(worker: Worker): Promise<void> {
    const located = this.#findPlace(worker).finally(() => this.#locating.delete(worker));
    this.#locating.add(worker);
    await located;
  }

  async #findPlace(worker: Worker): Promise<void> {
    const before = await measureFromOutside(worker.pid);
    const startedAt = performance.now();
    try {
      const {words, detail} = await this.#diagnostics.whereStuck(worker);
      worker.stuckWhere = words;
      if (detail) this.#stacks.set(worker, detail);
    } catch (error) {
      // The kernel counts in hundredths of a second.
      await sleep(Math.max(0, CPU_SHARE_MS_MIN - (performance.now() - startedAt)));
      const after = await measureFromOutside(worker.pid);
      // One that has come back meanwhile, or has ended, has said so.
      if (!worker.blocked || worker.isGone) return;
      const cpuShare = shareOf(before, after, performance.now() - startedAt);
      const isNative = error instanceof NoJavaScriptError;
      const doing = isNative ? nativeDoing(worker.pid, cpuShare) : `it uses ${percent(cpuShare)} of a core`;
      if (isNative) worker.stuckWhere = `outside of JavaScript: ${doing}`;
      const message = `no stack of ${nameOf(worker)}: ${(error as Error).message}; ${doing}`;
      this.#events.add({kind: 'stack', severity: 'warning', ...placeOf(worker), message});
    }
  }

  #end(worker: Worker, silentForMs: number): void {
    if (worker.failure) return;
    // Its place is about to be known, unless many hang at once and wait for their turn.
    const graceEndsMs = this.#settings.hangTimeoutMs + HANG_STACK_GRACE_MS;
    if (this.#locating.has(worker) && silentForMs < graceEndsMs) return;
    const {where, detail} = this.placeOfStuck(worker);
    const seconds = Math.round(silentForMs / 1000);
    worker.failure = {words: `its event loop did not turn for ${seconds} s${where}`, detail, cause: 'hang'};
    worker.kill('SIGKILL', 'clusterview');
  }
}

function stateOf(worker: Worker): 'running' | keyof typeof SUSPENDED {
  if (worker.awaitsDebugger) return 'halted';
  return worker.inspector.isDebugged ? 'debugged' : stateOfProcess(worker.pid);
}

/** Of a core, in that time. */
function shareOf(before: OutsideFigures | null, after: OutsideFigures | null, elapsedMs: number): number {
  if (after === null || after.cpuMs === null) return (after?.cpuPercent ?? 0) / 100;
  return (after.cpuMs - (before?.cpuMs ?? 0)) / elapsedMs;
}

/** What a process does that runs no JavaScript, as far as it can be told from outside. */
function nativeDoing(pid: number, cpuShare: number): string {
  if (cpuShare >= WORKS_FROM) {
    return `it works at ${percent(cpuShare)} of a core, as in a JSON.parse or a synchronous zlib or crypto call`;
  }
  const children = childrenOf(pid).map(command => command.slice(0, COMMAND_CHARS_MAX));
  return children.length > 0 ? `it waits for ${children.join(', ')}` : 'it waits in a system call';
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
