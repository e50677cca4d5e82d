import {type ChildProcess, spawn} from 'node:child_process';
import path from 'node:path';
import {onTestFinished} from 'vitest';
import type {ApiClient} from '../../source/api/client.js';
import type {
  ClusterEvent,
  ClusterMessage,
  LogLine,
  Snapshot,
  WorkerSnapshot,
} from '../../source/api/types.js';
import {appPath, COMMAND, clientIn, makePlace, type Place, socketPathIn} from './place.js';
import {waitFor} from './wait-for.js';

export interface ClusterOptions {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly place?: Place;
  /** Another one than what was built. */
  readonly program?: string;
  /** A command that runs the one behind it. */
  readonly wrapper?: readonly string[];
  /** Workers that are waited for; 0 waits for none. */
  readonly workers?: number;
  /** Of this process, which the master has as 3 and so on. */
  readonly descriptors?: readonly number[];
  /** Without the terminal that the tests may have been started in. */
  readonly ownSession?: boolean;
}

/** A real headless master with real workers, ended with the test. */
export class TestCluster {
  readonly place: Place;
  readonly process: ChildProcess;
  readonly client: ApiClient;
  readonly socketPath: string;
  readonly events: ClusterEvent[] = [];
  readonly logs: LogLine[] = [];
  stderr = '';
  exit: {code: number | null; signal: NodeJS.Signals | null} | null = null;

  constructor(app: string, options: ClusterOptions) {
    const {args = [], env = {}, place = makePlace(env), wrapper = [], descriptors = []} = options;
    const {program = COMMAND} = options;
    this.place = place;
    this.socketPath = socketPathIn(place);
    this.client = clientIn(place);
    const file = path.isAbsolute(app) ? app : appPath(app);
    const command = [...wrapper, process.execPath, program, file, '--name', 'test', '--json', ...args];
    this.process = spawn(command[0]!, command.slice(1), {
      env: {...place.env, ...env},
      cwd: place.directory,
      stdio: ['ignore', 'pipe', 'pipe', ...descriptors],
      detached: options.ownSession,
    });
    let rest = '';
    this.process.stdout!.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const line of lines) this.#take(JSON.parse(line));
    });
    this.process.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.process.on('close', (code, signal) => {
      this.exit = {code, signal};
    });
    onTestFinished(() => {
      if (!this.exit) this.process.kill('SIGKILL');
    });
  }

  #take(message: ClusterMessage): void {
    if (message.type === 'event') this.events.push(message.data);
    else if (message.type === 'log') this.logs.push(message.data);
  }

  snapshot(): Promise<Snapshot> {
    return this.client.status();
  }

  /** The workers that stand for their slots. */
  async workers(): Promise<WorkerSnapshot[]> {
    const {slots} = await this.snapshot();
    return slots.flatMap(({worker}) => worker ?? []);
  }

  async waitForReady(workers: number): Promise<void> {
    await this.waitUntil(
      `${workers} ready workers`,
      ({slots}) => slots.filter(({worker}) => worker?.phase === 'ready').length === workers,
    );
  }

  /** Waits for a snapshot that fits. */
  waitUntil(what: string, fits: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
    return waitFor(
      () => `${what}; events: ${this.messages().join(' | ')}; stderr: ${this.stderr}`,
      async () => {
        if (this.exit) throw new Error(`the cluster ended while waiting for ${what}: ${this.stderr}`);
        const snapshot = await this.snapshot().catch(() => null);
        return snapshot && fits(snapshot) ? snapshot : null;
      },
    );
  }

  /** Waits for an event whose message matches, among all or those after the first `from`. */
  waitForEvent(pattern: RegExp, from = 0): Promise<ClusterEvent> {
    return waitFor(
      () => `an event like ${pattern}; there are: ${this.messages().join(' | ')}`,
      () => this.events.slice(from).find(({message}) => pattern.test(message)),
    );
  }

  messages(): string[] {
    return this.events.map(({message}) => message);
  }

  waitForExit(): Promise<{code: number | null; signal: NodeJS.Signals | null}> {
    return waitFor(
      () => `the end of the cluster; events: ${this.messages().join(' | ')}`,
      () => this.exit,
    );
  }

  async stop(): Promise<number | null> {
    this.process.kill('SIGTERM');
    return (await this.waitForExit()).code;
  }

  /** The port of a line `PORT name number` that the app printed. */
  async port(name = 'main'): Promise<number> {
    return waitFor(
      () => `the port ${name}; logs: ${this.logs.map(({text}) => text).join(' | ')}`,
      () => {
        const line = this.logs.find(({text}) => text.startsWith(`PORT ${name} `));
        return line && Number(line.text.split(' ')[2]);
      },
    );
  }
}

/** Starts a cluster and waits until its workers are ready. */
export async function startCluster(app: string, options: ClusterOptions = {}): Promise<TestCluster> {
  const {workers = 2, args = []} = options;
  const cluster = new TestCluster(app, {
    ...options,
    args: workers > 0 ? ['--workers', String(workers), ...args] : args,
  });
  if (workers > 0) await cluster.waitForReady(workers);
  return cluster;
}
