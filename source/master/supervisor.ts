import {EventEmitter} from 'node:events';
import {ActionError} from '../api/action-error.js';
import type {Origin} from '../api/control.js';
import type {
  ClusterState,
  DeathCause,
  KillRequest,
  ReloadRequest,
  ReloadSnapshot,
  WorkerRequest,
} from '../api/types.js';
import {availableCores} from '../available-cores.js';
import type {Beginning} from './begin.js';
import {BOOT_TRIES, HANG_STACK_GRACE_MS, LEFT_EARLY_MS, SETTLED_MS, TICK_MS} from './bounds.js';
import {SlotDeaths} from './death-counts.js';
import {type DeathWords, explainDeath} from './death-words.js';
import type {Diagnostics} from './diagnostics.js';
import {howItEnded, threwAtItsEnd, wasAskedFor} from './ending.js';
import {EveningOut} from './evening-out.js';
import type {EventLog} from './event-log.js';
import {type ForkedWorker, forkWorker} from './fork-worker.js';
import type {Guardian} from './guardian.js';
import type {Listeners} from './listeners.js';
import {MemoryLimit} from './memory-limit.js';
import {nameOf, placeOf, plural, workersNamed} from './naming.js';
import {OomKills} from './oom-kills.js';
import {RollingReload} from './reload.js';
import type {Settings} from './settings.js';
import {Slot} from './slot.js';
import {Watchdog} from './watchdog.js';
import {type Death, Worker} from './worker.js';
import type {WorkerEnvironment} from './worker-environment.js';

/** Why a worker died that wanted to. */
const LEFT_AT_START = 'it disconnected before it was ready';

interface SupervisorEvents {
  /** A process was forked; for those who measure it. */
  fork: [Worker];
  line: [Worker, stream: 'stdout' | 'stderr', text: string];
  gone: [Worker];
  /** The app never started, or every slot gave up. */
  failed: [reason: string];
  /** A reload has begun, of one worker or of all. */
  reloading: [];
  /** It has ended, well or not. */
  reloaded: [];
  /** It begins to stop; once. */
  stopping: [];
  /** Stopped, and no worker is left. */
  ended: [];
}

/** Keeps a worker in every slot: starts, restarts, replaces, scales and stops. */
export class Supervisor extends EventEmitter<SupervisorEvents> {
  readonly settings: Settings;
  readonly slots: Slot[] = [];
  generation = 0;
  /** Of all slots, those that were scaled away, too. */
  restarts = 0;
  crashes = 0;
  /** By number of the slot; of those that were scaled away, too. */
  readonly deaths = new Map<number, SlotDeaths>();
  readonly reloads = {succeeded: 0, failed: 0};

  readonly #events: EventLog;
  readonly #listeners: Listeners;
  readonly #beginning: Beginning;
  readonly #inTerminal: boolean;
  /** Workers that start at once; looked up for the second one. */
  #startsMax: number | null = null;
  readonly #environment: WorkerEnvironment;
  readonly #guardian: Guardian;
  readonly #watchdog: Watchdog;
  readonly #memoryLimit: MemoryLimit | null;
  readonly #oomKills = new OomKills();
  #lastWorkerId = 0;
  #everReady = false;
  #bootTries = 0;
  /** `null` until the app has listened, or has been taken for one that does not. */
  #appListens: boolean | null = null;
  #stopping = false;
  #failed = false;
  #reload: RollingReload | null = null;
  #lastTickAt = Date.now();
  readonly #eveningOut = new EveningOut();

  constructor(settings: Settings, beginning: Beginning, listeners: Listeners, diagnostics: Diagnostics) {
    super();
    const {environment, events, inTerminal, guardian} = beginning;
    this.#beginning = beginning;
    this.#environment = environment;
    this.#inTerminal = inTerminal;
    this.#guardian = guardian;
    this.#watchdog = new Watchdog(settings, events, diagnostics);
    const {maxMemoryBytes} = settings;
    this.#memoryLimit =
      maxMemoryBytes === null
        ? null
        : new MemoryLimit(maxMemoryBytes, events, slot => this.reloadSlot(slot, {}, 'clusterview'));
    this.settings = settings;
    this.#events = events;
    this.#listeners = listeners;
    const {data} = environment;
    data?.on('change', () => {
      for (const worker of this.workers) worker.send({act: 'data', file: data.copyPath});
    });
  }

  /** Milliseconds since the epoch. */
  get startedAt(): number {
    return this.#beginning.at;
  }

  get state(): ClusterState {
    if (this.#stopping) return 'stopping';
    if (this.#failed) return 'failed';
    if (!this.#everReady) return 'starting';
    return this.#reload?.isRunning ? 'reloading' : 'running';
  }

  /** Stopped, and no worker is left. */
  get hasEnded(): boolean {
    return this.#stopping && this.workers.length === 0;
  }

  /** Workers that are wanted. */
  get size(): number {
    return this.slots.filter(slot => !slot.retired).length;
  }

  get workers(): Worker[] {
    return this.slots.flatMap(slot => slot.workers);
  }

  get reloadSnapshot(): ReloadSnapshot | null {
    return this.#reload?.snapshot() ?? null;
  }

  /** One worker first: a broken app is found out before it is started on all cores. Its process is there. */
  start(): void {
    this.#addSlots(this.settings.workers);
    const first = this.#beginning.first!;
    this.#beginning.first = null;
    this.#lastWorkerId = first.id;
    this.#adopt(this.slots[0]!, first);
    this.#oomKills.tick();
  }

  tick(now: number): void {
    const wasStopped = this.#wasStopped(now);
    this.#lastTickAt = now;
    this.#oomKills.tick();
    for (const worker of this.workers) {
      if (wasStopped) {
        worker.lastReportAt = now;
        worker.renewStartLimit();
      }
      this.#watchdog.judge(worker, now);
    }
    this.#listeners.dropHeld(now);
    this.#listeners.returnToReach();
    this.#evenOut(now);
    if (!this.#reload?.isRunning && !this.#stopping) this.#memoryLimit?.tick(now, this.slots);
    const settled = this.slots.every(slot => !slot.isStarting && !slot.hasRetry);
    if (settled && this.slots.some(slot => slot.isReady)) {
      this.#listeners.closeUnserved(now, this.settings.readyTimeoutMs);
    }
  }

  /** A machine that slept, or a master that was stopped, has heard from nobody since its last tick; and a clock can be set. */
  #wasStopped(now: number): boolean {
    const since = now - this.#lastTickAt;
    return since > 2 * TICK_MS || since < 0;
  }

  #evenOut(now: number): void {
    const {policy} = this.#listeners;
    // A client that is to stay with its worker is not moved for the sake of numbers.
    if (this.#reload?.isRunning || this.#stopping || policy === 'sticky') return;
    if (policy === 'shared' && !this.settings.rebalance) return;
    if (this.slots.some(slot => !slot.isReady && !slot.gaveUp)) this.#eveningOut.extend(now);
    this.#eveningOut.tick(now, this.workers, policy === 'shared', this.#listeners);
  }

  /** The one that stands for the slot, which has to be that process if one is named. @throws ActionError */
  workerIn(number: number, pid?: number): Worker {
    const {worker} = this.#findSlot(number);
    if (!worker) {
      throw new ActionError('ERR_NO_WORKER', `worker ${number} is not running; reload it to start it`);
    }
    if (pid === undefined || pid === worker.pid) return worker;
    throw new ActionError(
      'ERR_NO_WORKER',
      `${nameOf(worker)} has taken the place of pid ${pid}; nothing was done`,
    );
  }

  /** Stops the worker gracefully or, with a signal, sends just that. @throws ActionError */
  kill(number: number, {signal, pid}: KillRequest, origin: Origin): string {
    const slot = this.#findSlot(number);
    const worker = this.workerIn(number, pid);
    const name = nameOf(worker);
    if (signal) {
      this.#events.add({
        kind: 'kill',
        severity: 'warning',
        ...placeOf(worker),
        message: `${name}: ${signal} sent by ${origin}`,
      });
      worker.kill(signal, origin);
      return `${signal} sent to ${name}`;
    }
    this.#refuseWhileBusy();
    if (worker.phase === 'draining') throw new ActionError('ERR_BUSY', `${name} is already being stopped`);
    this.stopWorker(worker, origin);
    this.#fork(slot);
    return `${name} stops gracefully, its replacement has pid ${slot.worker!.pid}`;
  }

  /** @throws ActionError */
  async reloadSlot(number: number, request: WorkerRequest, origin: Origin): Promise<string> {
    const slot = this.#reloadable(number, request);
    await this.#runReload([slot], origin);
    return `worker ${number} reloaded: pid ${slot.worker?.pid}`;
  }

  /** All of them or, if one of those named is not what was meant, none. @throws ActionError */
  async reload({slots: wanted}: ReloadRequest, origin: Origin): Promise<string> {
    if (wanted) {
      const slots = [...new Set(wanted.map(({slot, ...request}) => this.#reloadable(slot, request)))];
      await this.#runReload(slots, origin);
      return `${workersNamed(slots.map(({number}) => number))} reloaded`;
    }
    const slots = this.slots.filter(slot => !slot.retired);
    await this.#runReload(slots, origin);
    this.generation += 1;
    return `${plural(slots.length, 'worker')} reloaded, generation ${this.generation}`;
  }

  /** @throws ActionError */
  #reloadable(number: number, {pid}: WorkerRequest): Slot {
    const slot = this.#findSlot(number);
    if (pid !== undefined) {
      // Without a worker, a reload starts one: but not for somebody who meant the one that has gone.
      if (!slot.worker) {
        throw new ActionError('ERR_NO_WORKER', `pid ${pid} of worker ${number} has gone; nothing was done`);
      }
      this.workerIn(number, pid);
    }
    if (slot.retired) throw new ActionError('ERR_NO_WORKER', `worker ${number} is being scaled away`);
    return slot;
  }

  /** @throws ActionError */
  scale(workers: number, origin: Origin): string {
    this.#refuseWhileBusy();
    const before = this.size;
    if (workers === before) return `${plural(before, 'worker')}, as before`;
    const message = `scaling from ${before} to ${plural(workers, 'worker')}, asked by ${origin}`;
    this.#events.add({kind: 'scale', severity: 'info', message});
    if (workers > before) {
      this.#eveningOut.spread(Date.now());
      this.#addSlots(workers);
      this.#fill();
    } else {
      this.#retire(this.slots.slice(workers));
    }
    return message;
  }

  /** Graceful; with `force`, what is left is killed at once. */
  stop(force: boolean, origin: Origin): string {
    const {workers} = this;
    const message = force
      ? `killing ${plural(workers.length, 'worker')}, asked by ${origin}`
      : `stopping ${plural(workers.length, 'worker')}, asked by ${origin}`;
    if (workers.length > 0 && (!this.#stopping || force))
      this.#events.add({kind: 'stop', severity: 'info', message});
    if (!this.#stopping) this.emit('stopping');
    this.#stopping = true;
    for (const slot of this.slots) slot.cancelRetry();
    for (const worker of workers) {
      if (force) worker.planned = true;
      if (force) worker.kill('SIGKILL', origin);
      else this.stopWorker(worker, origin);
    }
    // Nobody takes what comes now: new clients are refused, as by a server that is closed.
    this.#listeners.closeAll();
    if (workers.length === 0) this.#end();
    return message;
  }

  stopWorker(worker: Worker, origin: Origin, ending: readonly number[] = []): void {
    if (worker.isEnding || worker.isGone) return;
    worker.stop(this.settings, origin, !this.#stopping, ending);
    const left = worker.openConnections;
    const message = `${nameOf(worker)} is stopping${left > 0 ? `, ${plural(left, 'connection')} open` : ''}`;
    this.#events.add({kind: 'draining', severity: 'info', ...placeOf(worker), message});
  }

  /**
   * Starts one more worker in a slot.
   * @returns when it is ready, or rejects with an `Error` that says why it will not be.
   */
  startReplacement(slot: Slot): Promise<Worker> {
    if (this.#stopping) return Promise.reject(new Error('the cluster is stopping'));
    slot.cancelRetry();
    slot.revive();
    const {lastDeath} = slot;
    const worker = this.#fork(slot);
    return new Promise((resolve, reject) => {
      worker.once('ready', () => resolve(worker));
      worker.once('gone', () => {
        // Its death has been explained by then, if it was one, and not what was asked for.
        const isItsOwn = slot.lastDeath !== lastDeath;
        reject(new Error(isItsOwn && slot.lastDeath ? slot.lastDeath.words : 'it was stopped'));
      });
    });
  }

  #addSlots(workers: number): void {
    for (const slot of this.slots) if (slot.retired && slot.number <= workers) slot.revive();
    for (let number = this.slots.length + 1; number <= workers; number++) {
      const deaths = this.deaths.get(number) ?? new SlotDeaths();
      this.deaths.set(number, deaths);
      this.slots.push(new Slot(number, this.settings.restartLimit, deaths));
    }
  }

  /** Starts what is missing, as many at once as there are cores. */
  #fill(): void {
    this.#startsMax ??= availableCores();
    let starting = this.slots.filter(slot => slot.isStarting).length;
    for (const slot of this.slots) {
      if (starting >= this.#startsMax) return;
      if (!this.#needsWorker(slot)) continue;
      this.#fork(slot);
      starting += 1;
    }
  }

  /** Nobody serves in it or is about to, and a reload that is at it would decide for itself. */
  #needsWorker(slot: Slot): boolean {
    if (this.#stopping || slot.retired || slot.gaveUp || slot.hasRetry) return false;
    return !slot.hasSuccessor && !this.#reload?.handles(slot);
  }

  #retire(slots: readonly Slot[]): void {
    for (const slot of slots) {
      slot.retired = true;
      slot.cancelRetry();
    }
    // Those that have not come to it yet may serve what these have served.
    const areThere = this.slots.every(({retired, isReady, gaveUp}) => retired || isReady || gaveUp);
    const leaving = slots.flatMap(({workers}) => workers);
    const ending = areThere ? this.#listeners.endWith(leaving) : [];
    for (const worker of leaving) this.stopWorker(worker, 'clusterview', ending);
    this.#removeRetired();
  }

  #removeRetired(): void {
    while (this.slots.at(-1)?.retired && this.slots.at(-1)!.workers.length === 0) this.slots.pop();
    // The last one that served may have been among them.
    if (!this.#failed && !this.#stopping) this.#failIfAllGaveUp();
  }

  #fork(slot: Slot): Worker {
    this.#lastWorkerId += 1;
    const place = {id: this.#lastWorkerId, slot: slot.number, ownSession: this.#inTerminal};
    return this.#adopt(slot, forkWorker(place, this.settings, this.#environment));
  }

  #adopt(slot: Slot, forked: ForkedWorker): Worker {
    const worker = new Worker(forked, this.settings);
    slot.workers.push(worker);
    this.#guardian.watch(this.workers.map(({pid}) => pid));
    this.#listeners.follow(worker);
    this.emit('fork', worker);
    this.#events.add({
      kind: 'fork',
      severity: 'info',
      ...placeOf(worker),
      message: `${nameOf(worker)} starts`,
    });

    worker.on('line', (stream, text) => this.emit('line', worker, stream, text));
    worker.on('listening', address => this.#onListening(slot, worker, address));
    worker.on('said-ready', () => {
      if (this.settings.waitReady) this.#onReady(worker, "the app said 'ready'");
    });
    worker.on('report', () => this.#onReport(worker));
    worker.on('crashed', () => this.#onCrashed(slot, worker));
    worker.on('disconnected', () => this.#listeners.remove(worker));
    worker.on('leaving', () => this.#onLeaving(slot, worker));
    worker.on('detached', () => this.#onDetached(slot, worker));
    worker.on('gone', death => this.#onGone(slot, worker, death));
    const listens = slot.listens ?? this.#appListens;
    worker.limitStart(listens === false ? SETTLED_MS : this.settings.readyTimeoutMs, () =>
      this.#onStartTimeout(slot, worker),
    );
    return worker;
  }

  #onListening(slot: Slot, worker: Worker, address: string | null): void {
    this.#appListens = true;
    slot.listens = true;
    slot.lateStarts = 0;
    const place = address ?? 'a socket of its own (exclusive: true)';
    if (worker.phase === 'starting' && !this.settings.waitReady) {
      this.#onReady(worker, `listening on ${place}`);
    } else {
      const message = `${nameOf(worker)} listens on ${place}`;
      this.#events.add({kind: 'listening', severity: 'info', ...placeOf(worker), message});
    }
  }

  #onReady(worker: Worker, how: string, severity: 'good' | 'warning' = 'good'): void {
    if (worker.phase !== 'starting' || worker.failure) return;
    worker.becomeReady();
    const took = worker.readyAt! - worker.startedAt;
    const message = `${nameOf(worker)} is ready after ${took} ms: ${how}`;
    this.#events.add({kind: 'ready', severity, ...placeOf(worker), message});
    this.#everReady = true;
    this.#failed = false;
    this.#listeners.dispatchHeld();
    worker.emit('ready');
    if (!this.#stopping) this.#fill();
  }

  #onStartTimeout(slot: Slot, worker: Worker): void {
    if (worker.phase !== 'starting' || worker.failure) return;
    const now = Date.now();
    // The tick renews it, too, but may come after this.
    if (this.#wasStopped(now) || this.#watchdog.isHeld(worker)) {
      worker.renewStartLimit();
      return;
    }
    if (
      this.settings.waitReady ||
      slot.listens ||
      (this.#appListens && this.#triesAgain(slot, worker, now))
    ) {
      this.#failLate(worker, now);
      return;
    }
    slot.listens = false;
    const others = this.#appListens ? ', though others do' : '';
    this.#appListens ??= false;
    const how = `it has run for ${now - worker.startedAt} ms and listens on nothing${others}`;
    this.#onReady(worker, how, others === '' ? 'good' : 'warning');
  }

  /** It may hang in its start, where others do not. Each time counts: in the end it is taken for one that works on something else. */
  #triesAgain(slot: Slot, worker: Worker, now: number): boolean {
    if (slot.listens === false) return false;
    if (worker.report === null || this.#watchdog.isSilent(worker, now)) return true;
    slot.lateStarts += 1;
    return slot.lateStarts < BOOT_TRIES;
  }

  #failLate(worker: Worker, now: number): void {
    const fail = () => {
      if (worker.phase !== 'starting' || worker.failure) return;
      const wanted = this.settings.waitReady ? "did not say 'ready'" : 'did not listen';
      const {where, detail} = this.#watchdog.placeOfStuck(worker);
      const words = `it ${wanted} within ${this.settings.readyTimeoutMs} ms${where}`;
      this.#failStart(worker, words, 'start', detail);
    };
    const located = this.#watchdog.locateLate(worker, now);
    if (!located) {
      fail();
      return;
    }
    worker.limitStart(HANG_STACK_GRACE_MS, fail);
    located.then(fail);
  }

  #failStart(worker: Worker, words: string, cause: DeathCause = 'start', detail: string | null = null): void {
    worker.failure = {words, detail, cause};
    worker.kill('SIGKILL', 'clusterview');
  }

  #onDetached(slot: Slot, worker: Worker): void {
    if (worker.planned || worker.isGone) return;
    if (worker.phase === 'starting') {
      this.#failStart(worker, LEFT_AT_START);
      return;
    }
    worker.detach();
    const message = `${nameOf(worker)} has disconnected by itself, and lives on`;
    this.#events.add({kind: 'disconnect', severity: 'warning', ...placeOf(worker), message});
    this.#replaceEarly(slot, worker);
  }

  #onLeaving(slot: Slot, worker: Worker): void {
    const message = `${nameOf(worker)} disconnects by itself`;
    this.#events.add({kind: 'disconnect', severity: 'info', ...placeOf(worker), message});
    this.#replaceEarly(slot, worker);
  }

  /** Its replacement does not wait for its end. */
  #replaceEarly(slot: Slot, worker: Worker): void {
    if (worker.isReplaced) return;
    worker.isReplaced = true;
    if (this.#needsWorker(slot)) this.#replace(slot, worker, worker.isCrashing);
  }

  /** @param hasDied it was not the app's own wish; wishes count, too, where they come as soon as it is up. */
  #replace(slot: Slot, worker: Worker, hasDied: boolean): void {
    const livedMs = Date.now() - worker.startedAt;
    if (!hasDied && livedMs >= LEFT_EARLY_MS) {
      this.#fork(slot);
      return;
    }
    const words = 'it disconnected as soon as it was up';
    if (!hasDied) slot.lastDeath = {at: Date.now(), words, cause: 'exit'};
    this.startAgain(slot, livedMs, hasDied);
  }

  #onReport(worker: Worker): void {
    if (this.#watchdog.heard(worker)) this.#listeners.dispatchHeld();
  }

  #explain(worker: Worker, death: Death): DeathWords {
    const {failure} = worker;
    const detail = death.lastWords.join('\n');
    if (failure) return {...failure, detail: failure.detail ?? detail};
    if (worker.disconnectedItself && worker.readyAt === null && death.code === 0)
      return {words: LEFT_AT_START, detail, cause: 'start'};
    return explainDeath(death, this.settings.cwd, this.#oomKills.countRecent());
  }

  /** The replacement does not wait for the requests that the crashed one still finishes. */
  #onCrashed(slot: Slot, worker: Worker): void {
    const {words, detail, cause} = this.#explain(worker, worker.crashSoFar);
    if (worker.phase === 'starting') this.#failStart(worker, words, cause);
    if (worker.planned || worker.phase !== 'ready') return;
    worker.endAfterCrash(this.settings.crashGraceMs);
    this.#countCrash(slot, words, cause);
    const message = `${nameOf(worker)} crashed: ${words}; it has ${this.settings.crashGraceMs} ms to finish what it has`;
    this.#events.add({kind: 'exit', severity: 'error', ...placeOf(worker), message, detail});
    this.#replaceEarly(slot, worker);
  }

  #countCrash(slot: Slot, words: string, cause: DeathCause): void {
    slot.deaths.crashes.add(cause);
    this.crashes += 1;
    slot.lastDeath = {at: Date.now(), words, cause};
  }

  /** What happens when a worker dies. */
  #onGone(slot: Slot, worker: Worker, death: Death): void {
    const {words, detail, cause} = this.#explain(worker, death);
    const wasReady = worker.readyAt !== null;
    slot.workers.splice(slot.workers.indexOf(worker), 1);
    this.#listeners.remove(worker);
    this.#guardian.watch(this.workers.map(({pid}) => pid));
    this.emit('gone', worker);

    // One that leaves before it was ever ready has failed to start.
    const hasLeft = (worker.disconnectedItself && wasReady) || worker.isCrashing;
    const isUnasked = !hasLeft && !wasAskedFor(death, this.settings.killTimeoutMs);
    const crashed = !worker.planned && (worker.failure !== null || isUnasked);
    const message = crashed
      ? `${nameOf(worker)} died${wasReady ? '' : ' before it was ready'}: ${words}`
      : `${nameOf(worker)} ${howItEnded(worker, death, words)}`;
    const threw = threwAtItsEnd(worker, death);
    const severity = crashed ? 'error' : threw ? 'warning' : 'info';
    const shown = crashed || threw ? detail : null;
    this.#events.add({kind: 'exit', severity, ...placeOf(worker), message, detail: shown});
    if (crashed) this.#countCrash(slot, words, cause);
    this.#afterDeath(slot, worker, crashed, words);
    // One that died before it was ready had others wait for their turn.
    if (this.#everReady && !this.#stopping) this.#fill();
  }

  #afterDeath(slot: Slot, worker: Worker, crashed: boolean, words: string): void {
    if (this.#stopping) {
      if (this.workers.length === 0) this.#end();
      return;
    }
    if (slot.retired) {
      this.#removeRetired();
      return;
    }
    if (!this.#needsWorker(slot)) return;
    if (worker.isReplaced) return;
    if (!crashed && !worker.disconnectedItself) {
      this.#fork(slot);
      return;
    }
    if (!this.#everReady) this.#bootTries += 1;
    if (!this.#everReady && this.#bootTries >= BOOT_TRIES) {
      slot.gaveUp = true;
      this.#fail(`${this.settings.app} did not start, ${BOOT_TRIES} times: ${words}`);
      return;
    }
    this.#replace(slot, worker, crashed);
  }

  /**
   * At once or after a while, or never, as the restart limit of the slot says.
   * @param hasDied counts as a restart; otherwise the worker before went by itself.
   */
  startAgain(slot: Slot, livedMs: number, hasDied: boolean): void {
    if (this.#stopping) return;
    const delayMs = slot.restartLimit.nextDelay(performance.now(), livedMs);
    if (delayMs === null) {
      this.#giveUp(slot);
      return;
    }
    // Only one that was killed on request, while a reload started it, leaves no cause.
    const cause = slot.lastDeath?.cause ?? 'signal';
    const start = () => {
      if (hasDied) slot.deaths.restarts.add(cause);
      if (hasDied) this.restarts += 1;
      this.#fork(slot);
    };
    if (delayMs === 0) {
      start();
      return;
    }
    slot.retryAfter(delayMs, start);
    const message = `worker ${slot.number} starts again in ${delayMs} ms`;
    this.#events.add({kind: 'restart', severity: 'warning', slot: slot.number, message});
  }

  #giveUp(slot: Slot): void {
    slot.gaveUp = true;
    const message = `worker ${slot.number} gave up: it died ${slot.restartLimit.deaths} times within a minute, last of: ${slot.lastDeath?.words}; a reload tries again`;
    this.#events.add({kind: 'gave-up', severity: 'error', slot: slot.number, message});
    this.#failIfAllGaveUp();
  }

  #failIfAllGaveUp(): void {
    // The others start when the first one has been ready.
    const gaveUp = this.slots.filter(slot => slot.gaveUp);
    const isAll = this.#everReady ? gaveUp.length === this.slots.length : gaveUp.length > 0;
    if (!isAll) return;
    const [last] = gaveUp.flatMap(({lastDeath}) => lastDeath ?? []).sort((a, b) => b.at - a.at);
    this.#fail(`every worker gave up, last of: ${last?.words}`);
  }

  #fail(reason: string): void {
    this.#failed = true;
    this.#events.add({kind: 'error', severity: 'error', message: reason});
    this.emit('failed', reason);
  }

  #end(): void {
    this.#guardian.close();
    this.#environment.close();
    this.emit('ended');
  }

  async #runReload(slots: readonly Slot[], origin: Origin): Promise<void> {
    this.#refuseWhileBusy();
    try {
      this.#environment.refresh();
    } catch (error) {
      const message = `nothing is reloaded: ${(error as Error).message}`;
      this.#events.add({kind: 'reload', severity: 'error', message});
      throw new ActionError('ERR_ACTION_FAILED', message);
    }
    const isAll = slots.length === this.slots.length;
    const what =
      isAll && slots.length > 1
        ? plural(slots.length, 'worker')
        : workersNamed(slots.map(({number}) => number));
    this.#events.add({kind: 'reload', severity: 'info', message: `reloading ${what}, asked by ${origin}`});
    this.#failed = false;
    const reload = new RollingReload(slots, this);
    this.#reload = reload;
    this.emit('reloading');
    const failure = await reload.run();
    this.emit('reloaded');
    this.reloads[failure ? 'failed' : 'succeeded'] += 1;
    if (failure) {
      const message = `reload of ${what} failed: ${failure}`;
      this.#events.add({kind: 'reload', severity: 'error', message});
      throw new ActionError('ERR_ACTION_FAILED', message);
    }
    this.#events.add({kind: 'reload', severity: 'good', message: `${what} reloaded`});
  }

  #refuseWhileBusy(): void {
    if (this.#stopping) throw new ActionError('ERR_STOPPING', 'the cluster is stopping');
    if (this.#reload?.isRunning)
      throw new ActionError('ERR_BUSY', 'a reload is running; wait until it has ended');
  }

  #findSlot(number: number): Slot {
    const slot = this.slots[number - 1];
    if (slot) return slot;
    throw new ActionError(
      'ERR_NO_SUCH_SLOT',
      `there is no worker ${number}; there are 1 to ${this.slots.length}`,
    );
  }
}
