import {type ChildProcess, fork} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import {cpuMicros} from '../../support/process-figures.js';
import {OWN_SESSION} from '../own-session.js';
import type {BenchServer} from '../peers/server.js';

const LOAD_CLIENT = fileURLToPath(new URL('load-client.mjs', import.meta.url));
/** Of our own client: long enough for a rate, and short enough for many of them. */
export const OWN_RUN_MS = 250;
/** So long after the time of a run, what makes the load is killed: it does not answer. */
export const SPARE_MS = 30_000;
/** So long after it, a request that is not answered has failed. Of thousands of clients at once, some wait for long. */
const ANSWER_MS_MAX = 20_000;

export interface Load {
  readonly connections: number;
  /** Otherwise each request has a connection of its own. */
  readonly keepAlive: boolean;
  readonly ms: number;
  /** Ends it earlier. */
  readonly requests?: number;
  /** Each connection comes from an address of its own (Linux), as `sticky` needs it. */
  readonly fromMany?: boolean;
}

export interface Run {
  readonly answered: number;
  readonly requestsPerSecond: number;
  /** CPU of all processes of the server together; `null` where the system does not tell it. */
  readonly cpuMicrosPerRequest: number | null;
}

/** What makes as many requests as a server answers. */
export interface LoadGenerator {
  /** With its version, where it has one. */
  readonly name: string;
  /** @throws where a request failed. */
  run(server: BenchServer, load: Load): Promise<Run>;
}

/** Our own: a process that the load comes from, one for all servers. */
export class LoadClient implements LoadGenerator {
  readonly name = 'own client over raw sockets (test/bench/load/load-client.mjs)';
  readonly #child: ChildProcess = fork(LOAD_CLIENT, {execArgv: [], ...OWN_SESSION});
  readonly #ended: Promise<never>;
  readonly #answerMsMax: number;

  constructor(answerMsMax = ANSWER_MS_MAX) {
    this.#answerMsMax = answerMsMax;
    this.#ended = once(this.#child, 'exit').then(([code, signal]) =>
      Promise.reject(new Error(`the client ended: ${signal ?? code}`)),
    );
    this.#ended.catch(() => {});
  }

  async run(server: BenchServer, load: Load): Promise<Run> {
    const before = cpuMicros(server.pids);
    const result = await this.#resultOf(load, server.port);
    const after = cpuMicros(server.pids);
    const {answered, failed, ms} = result;
    if (failed > 0) throw new Error(`${server.name}: ${failed} requests failed`);
    return {
      answered,
      requestsPerSecond: answered / (ms / 1000),
      cpuMicrosPerRequest: cpuMicrosPerRequest(before, after, answered),
    };
  }

  close(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  async #resultOf(load: Load, port: number): Promise<{answered: number; failed: number; ms: number}> {
    // One that can't be told of it has ended.
    this.#child.send({...load, port, answerMsMax: this.#answerMsMax}, () => {});
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), load.ms + SPARE_MS);
    try {
      const [result] = await Promise.race([once(this.#child, 'message'), this.#ended]);
      return result;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** From what the processes of a server had used before a run and after it. */
export function cpuMicrosPerRequest(
  before: number | null,
  after: number | null,
  answered: number,
): number | null {
  return before === null || after === null ? null : (after - before) / answered;
}
