import type {ChildProcess, SendHandle} from 'node:child_process';
import {EventEmitter} from 'node:events';
import {Socket} from 'node:net';
import type {Origin} from '../api/control.js';
import type {DiagnosisSnapshot, KillSignal, Phase} from '../api/types.js';
import {
  COMMAND,
  type CrashReport,
  type ExitReport,
  NODE_CLUSTER_COMMAND,
  NODE_HANDLE_LOST,
  NODE_HANDLE_TAKEN,
  type Report,
  type WorkerMessage,
} from '../messages/types.js';
import {
  BLOCKED_AFTER_MS,
  CRASH_GRACE_SLACK_MS,
  DISCONNECT_GRACE_MS,
  LAST_WORDS_MS,
  REFUSAL_MS,
  SHUTDOWN_MESSAGE_MS,
} from './bounds.js';
import {closeInspector} from './close-inspector.js';
import {completeReport} from './complete-report.js';
import type {Connection} from './connection.js';
import type {DeathWords} from './death-words.js';
import {Deliveries, type UnsentMasterMessage} from './deliveries.js';
import type {ForkedWorker} from './fork-worker.js';
import {Inspector} from './inspector.js';
import type {NativeHandle, ServerHandle} from './node-internals.js';
import {stateOfProcess} from './process-state.js';
import type {Settings} from './settings.js';
import {WorkerOutput} from './worker-output.js';

/** How a process ended, and all that is known of why. */
export interface Death {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last thing that was thrown and not caught, even if the app lived on after it. */
  readonly crash: CrashReport | null;
  readonly exit: ExitReport | null;
  /** The last signal that clusterview itself sent, and for whom. */
  readonly killedBy: {readonly signal: NodeJS.Signals; readonly origin: Origin; readonly at: number} | null;
  /** Of shortly before. */
  readonly refusal: Refusal | null;
  readonly lastWords: readonly string[];
}

/** Why it could not listen. */
export interface Refusal {
  /** Such as `EADDRINUSE`, which stands in the title of the exception, too. */
  readonly code: string;
  /** `port 3000 is taken: another process has it (EADDRINUSE)`. */
  readonly words: string;
}

interface WorkerEvents {
  /** A listener is up; `null` where the app opened it by itself. */
  listening: [address: string | null];
  /** `process.send('ready')` of the app. */
  'said-ready': [];
  message: [message: WorkerMessage, handle: NativeHandle | undefined];
  report: [Report];
  /** Counts as ready from now on. */
  ready: [];
  /** It may take connections that it could not take before. */
  'may-take': [];
  drained: [];
  /** An exception ends it, once it has finished its other requests. */
  crashed: [];
  /** The app wants to leave; it takes nothing more. */
  leaving: [];
  /** Its channel is closed: nothing can be given to it any more. */
  disconnected: [];
  /** It lives on without a channel. */
  detached: [];
  line: [stream: 'stdout' | 'stderr', text: string];
  /** The process and its channel are gone; emitted once. */
  gone: [Death];
}

/** The master's view of one worker process: what it is doing, and how it is told to end. */
export class Worker extends EventEmitter<WorkerEvents> {
  readonly id: number;
  readonly slot: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  phase: Phase = 'starting';
  readyAt: number | null = null;
  blocked = false;
  /** The end of this worker is wanted: it counts for nothing. */
  planned = false;
  /** The app called `cluster.worker.disconnect()`, `.kill()`, or `process.disconnect()`. */
  disconnectedItself = false;
  /** Its crash has been told and counted. */
  isCrashing = false;
  /** Its replacement was started, or given up, while it lived. */
  isReplaced = false;
  report: Report | null = null;
  lastReportAt = Date.now();
  /** Why clusterview gives it up, where it does. */
  failure: DeathWords | null = null;
  /** It does not run, because of SIGSTOP, a tracer or a debugger. */
  stopped = false;
  /** Where it is stuck while it is blocked, in words that go behind "stuck"; `null` as long as that is not known. */
  stuckWhere: string | null = null;
  /** What it is being examined for. */
  diagnosis: DiagnosisSnapshot | null = null;
  /** It stands still because its heap is written. */
  isFrozen = false;
  /** When that ended last; milliseconds since the epoch. */
  frozenUntil = 0;
  readonly inspector: Inspector;

  readonly #child: ChildProcess;
  readonly #deliveries: Deliveries;
  readonly #leadsGroup: boolean;
  /** As it last said, and taken by it since. */
  #openConnections = 0;
  readonly #output: WorkerOutput;
  readonly #stopTimers: NodeJS.Timeout[] = [];
  #startTimer: NodeJS.Timeout | undefined;
  readonly #drainTimeoutMs: number;
  readonly #waitsForWord: boolean;
  readonly #startsHalted: boolean;
  #isStopping = false;
  /** Because it is being stopped, or the app wants to leave. */
  #isDraining = false;
  readonly #waitingToLeave: (() => void)[] = [];
  #prefersMessage = false;
  #crash: CrashReport | null = null;
  #exit: ExitReport | null = null;
  #killedBy: Death['killedBy'] = null;
  #refusal: (Refusal & {readonly at: number}) | null = null;
  #spawnError: Error | null = null;

  constructor(forked: ForkedWorker, settings: Settings) {
    super();
    this.id = forked.id;
    this.slot = forked.slot;
    this.startedAt = forked.startedAt;
    this.#leadsGroup = forked.ownSession;
    this.#drainTimeoutMs = settings.drainTimeoutMs;
    this.#waitsForWord = settings.waitReady;
    this.#startsHalted = forked.startsHalted;
    this.#child = forked.process;
    this.#deliveries = new Deliveries(this.#child, () => this.emit('may-take'));
    this.inspector = this.#inspectorOf();
    this.#output = new WorkerOutput(
      this.#child,
      line => this.inspector.filter(line),
      (stream, text) => this.emit('line', stream, text),
    );
    this.#followChannel();
    this.#followEnd();
  }

  /** 0 if it could not even be spawned. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get isGone(): boolean {
    return this.phase === 'exited';
  }

  /** Ready, and within reach. */
  get isServing(): boolean {
    // A handle that arrives while the channel closes is an assertion that fails in Node (seen on 20.20): one
    // that is about to disconnect is given nothing, and only then told that it may.
    return this.phase === 'ready' && this.#child.connected && !this.disconnectedItself;
  }

  /** It listens perhaps, and is not ready before its app says so. */
  get awaitsWord(): boolean {
    return this.#waitsForWord && this.phase === 'starting';
  }

  /** Nothing of it has run yet, the agent neither: that waits for a debugger. */
  get awaitsDebugger(): boolean {
    return this.#startsHalted && this.report === null;
  }

  get isAvailable(): boolean {
    return this.isServing && !this.blocked && !this.stopped && !this.isFrozen;
  }

  /** May be given a connection now. */
  get takesConnections(): boolean {
    return this.#deliveries.hasRoom && this.isAvailable;
  }

  /** Handles on their way to it. */
  get unconfirmed(): number {
    return this.#deliveries.unconfirmed;
  }

  /** See {@link LifeSigns}. */
  get isUnproven(): boolean {
    return this.#deliveries.isUnproven;
  }

  /** See {@link LifeSigns}. */
  get isAsked(): boolean {
    return this.#deliveries.isAsked;
  }

  /** See {@link LifeSigns}. */
  get isTrusted(): boolean {
    return this.#deliveries.isTrusted;
  }

  /** See {@link LifeSigns}. */
  get isLate(): boolean {
    return this.#deliveries.isLate;
  }

  /** See {@link LifeSigns}. */
  get overdueMs(): number {
    return this.#deliveries.overdueMs;
  }

  /** As far as the master knows. */
  get openConnections(): number {
    return this.#openConnections;
  }

  /** With those on their way to it. */
  get load(): number {
    return this.#openConnections + this.unconfirmed;
  }

  send(message: UnsentMasterMessage): void {
    this.#deliveries.send(message);
  }

  /** The master keeps the handle, too. */
  sendHandle(message: UnsentMasterMessage, handle: NativeHandle): void {
    this.#deliveries.sendHandle(message, handle);
  }

  /** See {@link Deliveries.copy}. */
  copy(handle: NativeHandle, patient: boolean): Promise<ServerHandle | null> {
    return this.#deliveries.copy(handle, patient);
  }

  /** The connection stays the master's, too, until the worker has taken it. */
  give(connection: Connection): void {
    this.#deliveries.give(connection);
  }

  /** Connections that were on their way when the worker died. */
  takeUnconfirmed(): Connection[] {
    return this.#deliveries.takeUnconfirmed();
  }

  /** See {@link Deliveries.tellLoad}. */
  tellLoad(wanted: boolean): void {
    this.#deliveries.tellLoad(wanted);
  }

  /** See {@link Deliveries.askLoad}. */
  askLoad(): void {
    this.#deliveries.askLoad();
  }

  /** See {@link LifeSigns.watch}. */
  watch(overdueMs: number): void {
    this.#deliveries.watch(overdueMs);
  }

  /** Asks it for idle connections of these listeners, for workers that have fewer. */
  shed(count: number, listeners: readonly number[]): void {
    this.send({act: 'shed', count, listeners});
  }

  /** Calls `onTimeout` unless the worker becomes ready, or goes, within the time. */
  limitStart(ms: number, onTimeout: () => void): void {
    clearTimeout(this.#startTimer);
    this.#startTimer = setTimeout(onTimeout, ms);
  }

  /** It could not run: its time to become ready begins anew. */
  renewStartLimit(): void {
    if (this.phase === 'starting') this.#startTimer?.refresh();
  }

  becomeReady(): void {
    clearTimeout(this.#startTimer);
    this.phase = 'ready';
    this.readyAt = Date.now();
    // Loading an app may take longer than a silence may; its first report comes a moment later.
    this.lastReportAt = this.readyAt;
  }

  /**
   * Ends the worker gracefully: it finishes what it has, then gets SIGTERM so that the app's own handlers run,
   * then SIGKILL. Both steps are bounded.
   * @param handOver idle connections go to other workers; otherwise they are closed,
   * @param ending as are those of these listeners, which end with it.
   */
  stop(
    settings: Pick<Settings, 'drainTimeoutMs' | 'killTimeoutMs'>,
    origin: Origin,
    handOver: boolean,
    ending: readonly number[] = [],
  ): void {
    if (this.isEnding || this.isGone) return;
    // One that was never ready has nothing to drain. One that is blocked may come back, and answer what waits.
    const canDrain = this.isServing;
    this.#isDraining = canDrain || (this.#isDraining && this.#child.connected);
    clearTimeout(this.#startTimer);
    this.phase = 'draining';
    this.planned = true;
    this.#isStopping = true;
    const terminate = () => {
      this.off('drained', terminate);
      this.#endDrain();
      this.#clearStopTimers();
      this.#terminate(settings.killTimeoutMs, origin);
    };
    if (!this.#isDraining) {
      terminate();
      return;
    }
    this.once('drained', terminate);
    this.#after(settings.drainTimeoutMs, terminate);
    if (canDrain) this.send({act: 'drain', handOver, ending});
  }

  #terminate(killTimeoutMs: number, origin: Origin): void {
    const endBySignal = () => {
      this.kill('SIGTERM', origin);
      this.#after(killTimeoutMs, () => this.kill('SIGKILL', origin));
    };
    if (!this.#prefersMessage || !this.#child.connected) {
      endBySignal();
      return;
    }
    this.#child.send('shutdown', undefined, {}, () => {});
    this.#after(SHUTDOWN_MESSAGE_MS, endBySignal);
  }

  /** It is being stopped, or ends of a crash. */
  get isEnding(): boolean {
    return this.#isStopping || this.isCrashing;
  }

  /** It has left the cluster, and ends when it likes. */
  detach(): void {
    clearTimeout(this.#startTimer);
    this.phase = 'draining';
    this.planned = true;
  }

  /**
   * The app wants its channel closed. First it drains, like one that is stopped.
   * @param letGo lets Node close the channel.
   */
  #leave(letGo: () => void): void {
    const canDrain = this.isServing;
    this.disconnectedItself = true;
    if (!canDrain && !this.#isDraining) {
      letGo();
      return;
    }
    this.#waitingToLeave.push(letGo);
    if (this.#isDraining) return;
    this.#isDraining = true;
    clearTimeout(this.#startTimer);
    this.phase = 'draining';
    const end = () => this.#endDrain();
    this.once('drained', end);
    this.#after(this.#drainTimeoutMs, end);
    this.send({act: 'drain', handOver: true, ending: []});
    this.emit('leaving');
  }

  /** Whatever asked for it meanwhile may leave. */
  #endDrain(): void {
    this.#isDraining = false;
    for (const letGo of this.#waitingToLeave.splice(0)) letGo();
  }

  /** Gives it time to finish what it has after a crash, within bounds. */
  endAfterCrash(graceMs: number): void {
    clearTimeout(this.#startTimer);
    this.phase = 'draining';
    this.isCrashing = true;
    this.#after(graceMs + CRASH_GRACE_SLACK_MS, () => this.kill('SIGKILL', 'clusterview'));
  }

  /** As if it had ended already: what is known of its crash. */
  get crashSoFar(): Death {
    return {
      code: 1,
      signal: null,
      crash: this.#crash,
      exit: null,
      killedBy: null,
      refusal: this.#recentRefusal,
      lastWords: this.#output.lastWords,
    };
  }

  /** It is told that it cannot listen where it wants to. */
  refuse(refusal: Refusal): void {
    this.#refusal = {...refusal, at: Date.now()};
  }

  get #recentRefusal(): Refusal | null {
    const refusal = this.#refusal;
    return refusal && Date.now() - refusal.at < REFUSAL_MS ? refusal : null;
  }

  kill(signal: KillSignal, origin: Origin): void {
    if (this.isGone) return;
    this.#killedBy = {signal, origin, at: Date.now()};
    // Without a process, the signal would go to the master and its group.
    if (!this.#child.pid) return;
    this.#child.kill(signal);
    // What it has started is not to outlive a worker that cannot look after it any more.
    if (signal === 'SIGKILL' && this.#leadsGroup) killGroup(this.pid, 'SIGKILL');
  }

  #after(ms: number, action: () => void): void {
    this.#stopTimers.push(setTimeout(action, ms));
  }

  #clearStopTimers(): void {
    for (const timer of this.#stopTimers.splice(0)) clearTimeout(timer);
  }

  #followChannel(): void {
    // Node's types know only the messages that are meant for the app.
    const child = this.#child as unknown as EventEmitter;
    child.on(
      'internalMessage',
      (message: {cmd: string; seq?: number; act?: string}, handle?: NativeHandle) => {
        if (message.cmd === COMMAND) this.#receive(message as unknown as WorkerMessage, handle);
        else if (message.cmd === NODE_HANDLE_TAKEN) this.#taken(true);
        else if (message.cmd === NODE_HANDLE_LOST) this.#taken(false);
        else if (message.cmd === NODE_CLUSTER_COMMAND) this.#answerNode(message);
      },
    );
    child.on('message', (message: unknown, handle: SendHandle) => {
      discard(handle);
      if (message === 'ready') this.emit('said-ready');
    });
    child.once('disconnect', () => {
      if (this.isGone) return;
      this.emit('disconnected');
      this.#after(DISCONNECT_GRACE_MS, () => this.emit('detached'));
    });
  }

  #receive(message: WorkerMessage, handle: NativeHandle | undefined): void {
    switch (message.act) {
      case 'report':
        this.report = completeReport(message, this.report);
        this.lastReportAt = Date.now();
        this.#loaded(this.report.work.openConnections, false);
        this.inspector.reported(this.report.work.inspectorUrl);
        this.emit('report', this.report);
        break;
      case 'load':
        this.#loaded(message.openConnections, message.isAnswer);
        break;
      case 'copy':
        this.#deliveries.takeCopy(message.sequence, handle);
        break;
      case 'listening':
        this.emit(
          'listening',
          message.address === '' ? 'a Unix socket given by its descriptor' : message.address,
        );
        break;
      case 'crash':
        this.#crash = message;
        if (message.livesOn) this.emit('crashed');
        break;
      case 'exit':
        this.#exit = message;
        break;
      case 'inspector-open':
        this.inspector.opened(message.url);
        break;
      case 'inspector-closed':
        this.inspector.closed();
        break;
      case 'drained':
        this.#prefersMessage = message.prefersMessage;
        this.emit('drained');
        break;
      case 'leave':
        this.#leave(() => this.send({act: 'left'}));
        break;
      default:
        this.emit('message', message, handle);
    }
  }

  #loaded(openConnections: number, isAnswer: boolean): void {
    this.#openConnections = openConnections;
    this.#deliveries.heardLoad(isAnswer);
    this.emit('may-take');
  }

  #taken(hasIt: boolean): void {
    if (this.#deliveries.confirm(hasIt)) this.#openConnections += 1;
    this.emit('may-take');
  }

  /** `cluster.worker.disconnect()` and `.kill()` wait for these answers. */
  #answerNode(message: {seq?: number; act?: string}): void {
    const answer = () => {
      const acknowledgement = {cmd: NODE_CLUSTER_COMMAND, ack: message.seq};
      if (this.#child.connected) this.#child.send(acknowledgement, undefined, {}, () => {});
    };
    if (message.act === 'exitedAfterDisconnect') this.#leave(answer);
    else answer();
  }

  #inspectorOf(): Inspector {
    const worker = this;
    return new Inspector({
      get pid() {
        return worker.pid;
      },
      get answers() {
        return Date.now() - worker.lastReportAt < BLOCKED_AFTER_MS;
      },
      get isGone() {
        return worker.isGone;
      },
      get isStopped() {
        return stateOfProcess(worker.pid) !== 'running';
      },
      get opensInspectorOnSignal() {
        return worker.report?.work.opensInspectorOnSignal ?? true;
      },
      send: message => worker.send(message),
      closeInspector,
    });
  }

  #followEnd(): void {
    const child = this.#child;
    let lastWordsTimer: NodeJS.Timeout | undefined;
    let exited: {code: number | null; signal: NodeJS.Signals | null} | null = null;

    const gone = () => {
      if (this.isGone) return;
      clearTimeout(lastWordsTimer);
      this.#clearStopTimers();
      clearTimeout(this.#startTimer);
      this.phase = 'exited';
      this.#output.unref();
      this.#deliveries.close();
      if (child.pid && this.#leadsGroup) killGroup(child.pid, 'SIGTERM');
      this.emit('gone', {
        code: exited?.code ?? null,
        signal: exited?.signal ?? null,
        crash: this.#crash,
        exit: this.#exit,
        killedBy: this.#killedBy,
        refusal: this.#recentRefusal,
        lastWords: this.#spawnError ? [this.#spawnError.message] : this.#output.lastWords,
      });
    };
    child.on('error', error => {
      // Also emitted for a signal that came too late; only without a process is it the end.
      if (child.pid) return;
      this.#spawnError = error;
      gone();
    });
    child.once('exit', (code, signal) => {
      exited = {code, signal};
      // The channel and the pipes may still bring what it said last. A process that it left behind could
      // hold the pipes open for ever.
      // Behind what can be read by then, also where the event loop is late.
      lastWordsTimer = setTimeout(() => setImmediate(gone), LAST_WORDS_MS);
    });
    child.once('close', gone);
  }
}

/** Nobody here serves what an app sends to its parent: it would stay open, and what goes wrong with it end the master. */
function discard(handle: SendHandle): void {
  if (handle instanceof EventEmitter) handle.on('error', () => {});
  if (handle instanceof Socket) handle.destroy();
  else handle?.close();
}

/** Ends the processes that a worker started and that did not leave its group. */
function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nothing is left of the group.
  }
}
