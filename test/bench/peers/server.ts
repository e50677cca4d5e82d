import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import net from 'node:net';
import {fileURLToPath} from 'node:url';
import type {OpenTerminal} from './terminal.js';

/** The same under everything. */
export const APP = fileURLToPath(new URL('../app.mjs', import.meta.url));
/** Has it do nothing for a graceful stop. */
export const UNPREPARED: NodeJS.ProcessEnv = {UNPREPARED: '1'};
/** Has it keep idle connections for longer than any measurement takes. */
export const KEEPING: NodeJS.ProcessEnv = {KEEP_ALIVE_MS: '600000'};
/** Far above what a graceful stop takes with as many workers as there ever are. */
export const STOP_MS_MAX = 30_000;
/** For what is measured of clusterview alone. */
export const DEMO_APP = fileURLToPath(new URL('../../../demo/app.js', import.meta.url));

export interface BenchServer {
  readonly name: string;
  readonly port: number;
  /** Of the master and its workers. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

/** A server that has just been launched, and may not answer yet. */
export interface Launched {
  readonly port: number;
  /** Just before its process was, by `performance.now()`. */
  readonly launchedAt: number;
  stop(): Promise<void>;
}

/** Something that runs the app on so many workers, in whatever way. */
export interface Contender<Server extends BenchServer = BenchServer> {
  readonly name: string;
  launch(workers: number): Promise<Launched>;
  /** Resolves when all workers serve. @param appEnv for the app, beside our own environment. */
  start(workers: number, appEnv?: NodeJS.ProcessEnv): Promise<Server>;
}

/** One that starts a worker again that has died. */
export interface SupervisedServer extends BenchServer {
  /** Of the workers that serve now, in the order of their numbers. */
  workerPids(): Promise<readonly number[]>;
}

/** One that can be told to replace a worker. */
export interface ReplacingServer extends SupervisedServer {
  /** The first worker alone, as gracefully as it can. */
  replaceOne(): Promise<void>;
}

/** One that can do so with all of them, have more or fewer, and show itself. */
export interface SteeredServer extends ReplacingServer {
  /** All workers, one after the other, as gracefully as it can. */
  reload(): Promise<void>;
  scale(workers: number): Promise<void>;
  /** Opens its own view in a terminal. */
  watch(): OpenTerminal;
}

/** By a signal, and by force where it has not ended within `STOP_MS_MAX`. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
  await gone;
  clearTimeout(timer);
}

export async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0);
  await once(probe, 'listening');
  const {port} = probe.address() as net.AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
