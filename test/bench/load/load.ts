import {fileURLToPath} from 'node:url';
import {cpuMicros} from '../../support/process-figures.js';
import type {BenchServer} from '../peers/server.js';
import {answerOf, forkLoad} from './child.js';

const LOAD_CLIENT = fileURLToPath(new URL('load-client.mjs', import.meta.url));
/** Of throughput, many: with few, one worker often gets most of them, and what is compared is luck. */
export const CONNECTIONS = 128;
/** Of our own client: long enough for a rate, and short enough for many of them. */
export const OWN_RUN_MS = 250;
/** So long after the time of a run, what makes the load is killed: it does not answer. */
export const SPARE_MS = 30_000;
const SECOND_MS = 1000;
/** So long after it, a request that is not answered has failed. Of thousands of clients at once, some wait for long. */
const ANSWER_MS_MAX = 20_000;

export interface Load {
  readonly connections: number;
  /** Otherwise each request has a connection of its own. */
  readonly keepAlive: boolean;
  readonly ms: number;
  /** Ends it earlier. */
  readonly requests?: number;
  /** Each client has one request alone; it ends when all have had their answers. */
  readonly once?: boolean;
  /** Each connection comes from an address of its own (Linux), as `sticky` needs it. */
  readonly fromMany?: boolean;
}

export interface Run {
  readonly answered: number;
  readonly requestsPerSecond: number;
  /** CPU of all processes of the server together; `null` where the system does not tell it. */
  readonly cpuMicrosPerRequest: number | null;
}

/** What our own client sends back. */
interface Result {
  readonly answered: number;
  readonly failed: number;
  readonly ms: number;
}

/** What makes as many requests as a server answers. */
export interface LoadGenerator {
  /** With its version, where it has one. */
  readonly name: string;
  /** @throws where a request failed. */
  run(server: BenchServer, load: Load): Promise<Run>;
}

/** For what measures whole seconds. */
export function secondsOf(ms: number): number {
  return Math.max(1, Math.round(ms / SECOND_MS));
}

/** Our own: a process that the load comes from, one for all servers; one that was killed is replaced. */
export class LoadClient implements LoadGenerator {
  readonly name = 'own client over raw sockets (test/bench/load/load-client.mjs)';
  readonly #answerMsMax: number;
  #child = forkLoad(LOAD_CLIENT);
  #isClosed = false;

  constructor(answerMsMax = ANSWER_MS_MAX) {
    this.#answerMsMax = answerMsMax;
  }

  async run(server: BenchServer, load: Load): Promise<Run> {
    if (this.#isClosed) throw new Error('the client is closed');
    const {exitCode, signalCode} = this.#child;
    if (exitCode !== null || signalCode !== null) this.#child = forkLoad(LOAD_CLIENT);
    const before = cpuMicros(server.pids);
    const order = {...load, port: server.port, answerMsMax: this.#answerMsMax};
    const result = await answerOf<Result>(this.#child, order, load.ms + SPARE_MS);
    const after = cpuMicros(server.pids);
    const {answered, failed, ms} = result;
    if (failed > 0) throw new Error(`${server.name}: ${failed} requests failed`);
    return {
      answered,
      requestsPerSecond: answered / (ms / SECOND_MS),
      cpuMicrosPerRequest: cpuMicrosPerRequest(before, after, answered),
    };
  }

  close(): void {
    this.#isClosed = true;
    if (this.#child.connected) this.#child.disconnect();
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
