import {readyWorkers} from '../../api/ready-workers.js';
import type {Snapshot} from '../../api/types.js';
import {TIMER_MS_MAX} from '../../timer-max.js';
import type {Cluster} from '../cluster.js';
import {NotifyProgram} from './notify-program.js';

interface Options {
  /** The process that the service manager started is another one, and is about to end. */
  readonly isDetached: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

/** Tells systemd how the cluster is doing, where this is a unit of `Type=notify`: see sd_notify(3). */
export class ServiceManager {
  readonly #cluster: Cluster;
  readonly #program: NotifyProgram;
  readonly #watchdog: NodeJS.Timeout | undefined;
  #isReady = false;
  #isStopping = false;
  #hasFailed = false;
  #status = '';
  #look: NodeJS.Immediate | undefined;

  /** @returns `null` where no service manager wants to be told. */
  static of(cluster: Cluster, {isDetached, env = process.env}: Options): ServiceManager | null {
    return env.NOTIFY_SOCKET ? new ServiceManager(cluster, isDetached, env) : null;
  }

  private constructor(cluster: Cluster, isDetached: boolean, env: NodeJS.ProcessEnv) {
    this.#cluster = cluster;
    this.#program = new NotifyProgram(reason => this.#tellFailure(reason));
    // At once: the other one may have ended before the workers are ready.
    if (isDetached) this.#program.send({MAINPID: String(process.pid)});
    cluster.events.on('event', () => {
      this.#look ??= setImmediate(() => this.#tellStatus());
    });
    cluster.on('reloading', () => {
      if (this.#isReady) this.#program.send({RELOADING: '1', MONOTONIC_USEC: monotonicMicros()});
    });
    cluster.on('reloaded', () => {
      if (this.#isReady && !this.#isStopping) this.#program.send({READY: '1'});
    });
    cluster.on('stopping', () => {
      this.#isStopping = true;
      this.#program.send({STOPPING: '1'});
    });
    const everyMs = watchdogIntervalMs(env, isDetached);
    // On the event loop that serves the cluster: when that hangs, this stops.
    if (everyMs !== null) this.#watchdog = setInterval(() => this.#program.add({WATCHDOG: '1'}), everyMs);
  }

  /** Returns when systemd knows all, or does not listen. To be called when the cluster has ended. */
  close(): Promise<void> {
    clearInterval(this.#watchdog);
    clearImmediate(this.#look);
    return this.#program.close();
  }

  #tellStatus(): void {
    this.#look = undefined;
    const snapshot = this.#cluster.snapshot();
    const status = statusOf(snapshot);
    const isAll = readyWorkers(snapshot).length === snapshot.cluster.workers;
    if (!this.#isReady && isAll && !this.#isStopping) {
      this.#isReady = true;
      this.#program.send({READY: '1', STATUS: status});
    } else if (status !== this.#status) {
      this.#program.add({STATUS: status});
    }
    this.#status = status;
  }

  /** Once: it is likely to be so each time, and would tell of its own event again. */
  #tellFailure(reason: string): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    const message = `systemd cannot be told how the cluster is doing: ${reason}`;
    this.#cluster.events.add({kind: 'error', severity: 'warning', message});
  }
}

/** `4 of 4 workers ready`, behind the state where that is out of the ordinary. */
function statusOf(snapshot: Snapshot): string {
  const {state, workers} = snapshot.cluster;
  const ready = `${readyWorkers(snapshot).length} of ${workers} workers ready`;
  return state === 'running' ? ready : `${state}: ${ready}`;
}

/** Half of the time after which systemd takes silence for a hang; `null` where it is not this process that it watches. */
function watchdogIntervalMs(
  {WATCHDOG_USEC, WATCHDOG_PID}: NodeJS.ProcessEnv,
  isDetached: boolean,
): number | null {
  const micros = Number(WATCHDOG_USEC);
  // A master in the background takes the place of the process that started it.
  const isOurs = isDetached || !WATCHDOG_PID || Number(WATCHDOG_PID) === process.pid;
  return isOurs && micros > 0 ? Math.min(micros / 2000, TIMER_MS_MAX) : null;
}

/** What `hrtime` counts is CLOCK_MONOTONIC, in nanoseconds. */
function monotonicMicros(): string {
  return String(process.hrtime.bigint() / 1000n);
}
