import {EventEmitter} from 'node:events';
import type {Stats} from 'node:fs';
import {ActionError} from '../api/action-error.js';
import type {ClusterControl, MetricsAnswer, Origin} from '../api/control.js';
import type {
  ClusterEvent,
  HeapResult,
  HistoryPoint,
  InspectResult,
  KillRequest,
  LogLine,
  Policy,
  ProfileResult,
  ReloadRequest,
  RoutesAnswer,
  Snapshot,
  StackResult,
  WorkerRequest,
} from '../api/types.js';
import {previousFileOf} from '../recording/format.js';
import {Api} from './api.js';
import type {Beginning} from './begin.js';
import {Diagnostics} from './diagnostics.js';
import type {EventLog} from './event-log.js';
import {Listeners} from './listeners.js';
import {isLogFile} from './log-file-names.js';
import {LogFiles} from './log-files.js';
import {LogStore} from './log-store.js';
import type {Exposition} from './metrics/exposition.js';
import {Monitor} from './monitor.js';
import {ownOutputFiles} from './own-output.js';
import {PolicySwitch} from './policy-switch.js';
import {Recorder} from './recorder.js';
import {Routes} from './routes.js';
import type {Settings} from './settings.js';
import {Supervisor} from './supervisor.js';

interface ClusterEvents {
  /** The app never started, or every slot gave up. The master lives on, to tell why and to try again. */
  failed: [reason: string];
  /** A reload has begun, of one worker or of all. */
  reloading: [];
  /** It has ended, well or not. */
  reloaded: [];
  /** It begins to stop; once. */
  stopping: [];
  /** It is to outlive its terminal. Nobody listens to this where there is none. */
  detached: [];
  /** Stopped: no worker is left, and the API is closed. */
  ended: [];
}

/** A running cluster: its parts, and what can be asked of it. */
export class Cluster extends EventEmitter<ClusterEvents> implements ClusterControl {
  readonly events: EventLog;
  readonly logs = new LogStore();
  readonly #supervisor: Supervisor;
  readonly #diagnostics: Diagnostics;
  readonly #monitor: Monitor;
  readonly #routes = new Routes();
  readonly #policySwitch: PolicySwitch;
  readonly #recorder: Recorder | null;
  readonly #logFiles: LogFiles | null;
  #hasDiskThatHangs = false;
  readonly #settings: Settings;
  #exposition: Promise<Exposition> | null = null;

  constructor(settings: Settings, beginning: Beginning) {
    super();
    this.#settings = settings;
    this.events = beginning.events;
    const listeners = new Listeners(settings.policy, this.events);
    this.#diagnostics = new Diagnostics(settings, this.events);
    this.#supervisor = new Supervisor(settings, beginning, listeners, this.#diagnostics);
    this.#policySwitch = new PolicySwitch(listeners, this.events);
    this.#monitor = new Monitor(this.#supervisor, listeners, this.#policySwitch, this.events);
    this.#supervisor.on('fork', worker =>
      worker.on('report', report => this.#routes.take(worker, report.work)),
    );
    const {events, logs} = this;
    const monitor = this.#monitor;
    this.#recorder =
      settings.recordFile === null
        ? null
        : new Recorder(settings.recordFile, settings, {events, logs, monitor});
    this.#logFiles =
      settings.logDirectory === null ? null : new LogFiles(settings.logDirectory, settings, logs, events);
    this.#supervisor.on('line', ({slot, pid}, stream, text) => this.logs.add({slot, pid, stream, text}));
    this.#supervisor.on('failed', reason => this.emit('failed', reason));
    this.#supervisor.on('reloading', () => this.emit('reloading'));
    this.#supervisor.on('reloaded', () => this.emit('reloaded'));
    this.#supervisor.on('stopping', () => this.emit('stopping'));
  }

  /**
   * Follows the first worker, and opens the API.
   * @throws an `Error` with one line for the user, if the API cannot be had; no worker is left then.
   */
  async start(): Promise<void> {
    try {
      this.#supervisor.start();
      this.#monitor.start();
      if (this.#settings.metricsPort !== null) await this.#openMetrics(this.#settings.metricsPort);
      await this.#openApi();
    } catch (error) {
      this.#monitor.stop();
      const ended = new Promise(resolve => this.#supervisor.once('ended', () => resolve(null)));
      this.#supervisor.stop(true, 'clusterview');
      await ended;
      throw error;
    }
    // Only who has the name may touch the files: another cluster of that name may be writing to them.
    this.#recorder?.start();
    this.#logFiles?.start();
    if (this.#settings.watch) await this.#watchSources();
  }

  async #watchSources(): Promise<void> {
    const {SourceWatch} = await import('./source-watch.js');
    const {cwd, appPath, recordFile, dataFile, logDirectory} = this.#settings;
    const others = [dataFile, recordFile, recordFile && previousFileOf(recordFile)];
    const isOutput = ownOutputFiles();
    // Each of these changes with every reload.
    const isOther = (file: string, stats?: Stats) =>
      others.includes(file) ||
      (logDirectory !== null && isLogFile(logDirectory, file)) ||
      (stats !== undefined && isOutput(stats));
    const watch = new SourceWatch(cwd, appPath, isOther, this.events, () =>
      this.reload({}, 'a changed file'),
    );
    this.#whenEnded(() => watch.close());
  }

  async #openApi(): Promise<void> {
    const {events, logs} = this;
    const api = new Api(this, {events, logs, monitor: this.#monitor}, this.#settings);
    await api.open();

    this.#whenEnded(async () => {
      this.#monitor.stop();
      await api.close();
      // The recording has what the log files may lack at the end.
      const areLogsClosed = (await this.#logFiles?.close()) ?? true;
      const isRecordingClosed = (await this.#recorder?.close()) ?? true;
      this.#hasDiskThatHangs = !areLogsClosed || !isRecordingClosed;
      this.emit('ended');
    });
  }

  /** It may have been stopped while what is to be closed then was being opened. */
  #whenEnded(close: () => void): void {
    if (this.#supervisor.hasEnded) close();
    else this.#supervisor.once('ended', close);
  }

  /** Before the API: whoever finds that one up finds this one, too, and its failure leaves nothing to close. */
  async #openMetrics(port: number): Promise<void> {
    this.#exposition = this.#loadExposition();
    const [{createMetricsServer, listenForScrapes}] = await Promise.all([
      import('../api/metrics-server.js'),
      this.#exposition,
    ]);
    const server = createMetricsServer(this);
    const address = await listenForScrapes(server, this.#settings.metricsHost, port);
    this.#whenEnded(() => {
      server.close();
      server.closeAllConnections();
    });
    this.#monitor.metricsAddress = address;
    this.events.add({kind: 'listening', severity: 'info', message: `metrics are served on ${address}`});
  }

  metrics(): Promise<MetricsAnswer> {
    // Another try may have what this one lacks, such as a descriptor.
    this.#exposition ??= this.#loadExposition().catch((error: Error) => {
      this.#exposition = null;
      throw error;
    });
    return this.#exposition.then(exposition => exposition.answer());
  }

  /** Only where it is asked for: most clusters never are. */
  async #loadExposition(): Promise<Exposition> {
    const {Exposition} = await import('./metrics/exposition.js');
    return new Exposition(() => {
      const {user, system} = process.cpuUsage();
      const {deaths, reloads} = this.#supervisor;
      const {counters} = this.#monitor;
      return {snapshot: this.snapshot(), counters, deaths, reloads, masterCpuMicros: user + system};
    });
  }

  /** Known when it has ended: a file could not be closed in time. */
  get hasDiskThatHangs(): boolean {
    return this.#hasDiskThatHangs;
  }

  snapshot(): Snapshot {
    return this.#monitor.snapshot();
  }

  hasSlot(slot: number): boolean {
    return slot <= this.#supervisor.slots.length;
  }

  history(slot: number | null): HistoryPoint[] {
    return this.#monitor.history(slot);
  }

  routes(slot: number | null): RoutesAnswer {
    return this.#routes.answer(slot);
  }

  reload(request: ReloadRequest, origin: Origin): Promise<string> {
    return this.#supervisor.reload(request, origin);
  }

  reloadSlot(slot: number, request: WorkerRequest, origin: Origin): Promise<string> {
    return this.#supervisor.reloadSlot(slot, request, origin);
  }

  kill(slot: number, request: KillRequest, origin: Origin): string {
    return this.#supervisor.kill(slot, request, origin);
  }

  scale(workers: number, origin: Origin): string {
    return this.#supervisor.scale(workers, origin);
  }

  setPolicy(policy: Policy, origin: Origin): Promise<string> {
    return this.#policySwitch.change(policy, origin);
  }

  async stack(slot: number, {pid}: WorkerRequest): Promise<StackResult> {
    return this.#diagnostics.stack(this.#supervisor.workerIn(slot, pid));
  }

  async profile(slot: number, seconds: number, {pid}: WorkerRequest): Promise<ProfileResult> {
    return this.#diagnostics.profile(this.#supervisor.workerIn(slot, pid), seconds);
  }

  async heap(slot: number, {pid}: WorkerRequest): Promise<HeapResult> {
    return this.#diagnostics.heap(this.#supervisor.workerIn(slot, pid));
  }

  async inspect(slot: number, open: boolean, {pid}: WorkerRequest): Promise<InspectResult> {
    return this.#diagnostics.inspect(this.#supervisor.workerIn(slot, pid), open);
  }

  detach(origin: Origin): string {
    if (this.#supervisor.state === 'stopping')
      throw new ActionError('ERR_STOPPING', 'the cluster is stopping');
    if (!this.emit('detached')) {
      throw new ActionError('ERR_ACTION_FAILED', 'it is tied to no terminal that it could let go of');
    }
    const message = `runs on without its terminal, asked by ${origin}`;
    this.events.add({kind: 'detached', severity: 'info', message});
    return message;
  }

  stop(force: boolean, origin: Origin): string {
    return this.#supervisor.stop(force, origin);
  }

  /** For logrotate, which has renamed them; nothing where none are written. */
  reopenLogFiles(): void {
    this.#logFiles?.reopen();
  }

  eventsSince(id: number): ClusterEvent[] {
    return this.events.since(id);
  }

  logsSince(id: number, slot: number | null): LogLine[] {
    return this.logs.since(id, slot);
  }
}
