import http from 'node:http';
import {setTimeout as sleep} from 'node:timers/promises';
import {waitFor} from '../support/wait-for.js';

/** A request that has had no answer, and when that was. */
export interface Failure {
  readonly sentAt: number;
  readonly failedAt: number;
  readonly reason: string;
}

const PATHS = ['/', '/slow?ms=30', '/pid'];
const THINK_MS = 20;

/** Sends requests until it is stopped, and keeps account of each. */
export class SoakClients {
  sent = 0;
  answered = 0;
  readonly failures: Failure[] = [];
  readonly #port: number;
  readonly #done: Promise<unknown>;
  #isOver = false;

  constructor(port: number, keepAlive: number, newEachTime: number) {
    this.#port = port;
    const clients = [
      ...Array.from({length: keepAlive}, () => this.#visit(true)),
      ...Array.from({length: newEachTime}, () => this.#visit(false)),
    ];
    this.#done = Promise.all(clients);
  }

  /** Rejects if requests hang. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await waitFor(
      () => `${this.sent - this.answered - this.failures.length} requests that hang`,
      () => this.sent === this.answered + this.failures.length,
    );
    await this.#done;
  }

  async #visit(keepAlive: boolean): Promise<void> {
    const agent = keepAlive ? new http.Agent({keepAlive, maxSockets: 1}) : undefined;
    for (let i = 0; !this.#isOver; i++) {
      await this.#ask(PATHS[i % PATHS.length]!, agent);
      await sleep(THINK_MS);
    }
    agent?.destroy();
  }

  async #ask(path: string, agent: http.Agent | undefined): Promise<void> {
    this.sent += 1;
    const sentAt = Date.now();
    try {
      await ask(this.#port, path, agent);
      this.answered += 1;
    } catch (error) {
      this.failures.push({sentAt, failedAt: Date.now(), reason: (error as Error).message});
    }
  }
}

function ask(port: number, path: string, agent: http.Agent | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.get({host: '127.0.0.1', port, path, agent: agent ?? false}, response => {
      response.resume();
      response.on('end', () => (response.complete ? resolve() : reject(new Error('broke off'))));
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}
