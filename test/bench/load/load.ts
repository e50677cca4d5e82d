import {type ChildProcess, fork} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import {cpuMicros} from '../../support/process-figures.js';
import {OWN_SESSION} from '../own-session.js';
import type {BenchServer} from '../peers/server.js';

const LOAD_CLIENT = fileURLToPath(new URL('load-client.mjs', import.meta.url));

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

  constructor() {
    this.#ended = once(this.#child, 'exit').then(([code]) =>
      Promise.reject(new Error(`the client ended: ${code}`)),
    );
    this.#ended.catch(() => {});
  }

  async run(server: BenchServer, load: Load): Promise<Run> {
    const before = cpuMicros(server.pids);
    this.#child.send({...load, port: server.port});
    const [{answered, failed, ms}] = await Promise.race([once(this.#child, 'message'), this.#ended]);
    const after = cpuMicros(server.pids);
    if (failed > 0) throw new Error(`${server.name}: ${failed} requests failed`);
    return {
      answered,
      requestsPerSecond: answered / (ms / 1000),
      cpuMicrosPerRequest: before === null || after === null ? null : (after - before) / answered,
    };
  }

  close(): void {
    this.#child.disconnect();
  }
}
