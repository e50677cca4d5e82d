import net from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {waitFor} from './wait-for.js';

export interface SteadyTally {
  readonly answered: number;
  /** Broken off before the answer was complete. */
  readonly failed: number;
  /** Closed by the server between two requests. */
  readonly closed: number;
  /** Those of them that the answer before had announced by `Connection: close`. */
  readonly announced: number;
}

export interface SteadyOptions {
  readonly connections?: number;
  readonly path?: string;
  /** Between an answer and the next request on the same connection. */
  readonly thinkMs?: number;
  readonly socketPath?: string;
}

const HEAD_END = '\r\n\r\n';
/** Where nobody listens. */
const RETRY_MS = 20;
const POLL_MS = 20;
/** Far beyond what anything takes on a slow machine. */
const HANG_MS = 30_000;

/** Clients over raw sockets that keep their connections and notice everything that happens to these. */
export class SteadyClients {
  readonly #place: net.NetConnectOpts;
  readonly #isLocal: boolean;
  readonly #options: Required<Omit<SteadyOptions, 'socketPath'>>;
  readonly #sockets = new Set<net.Socket>();
  readonly #done: Promise<void>[];
  #stopping = false;
  #waiting = 0;
  answered = 0;
  #failed = 0;
  #closed = 0;
  #announced = 0;

  constructor(port: number, {connections = 20, path = '/', thinkMs = 5, socketPath}: SteadyOptions = {}) {
    this.#place = socketPath ? {path: socketPath} : {host: '127.0.0.1', port};
    this.#isLocal = socketPath !== undefined;
    this.#options = {connections, path, thinkMs};
    this.#done = Array.from({length: connections}, (_, index) => this.#visit(index));
  }

  get openConnections(): number {
    return this.#sockets.size;
  }

  get tally(): SteadyTally {
    return {
      answered: this.answered,
      failed: this.#failed,
      closed: this.#closed,
      announced: this.#announced,
    };
  }

  /** Lets what is in flight finish; rejects if that never comes. */
  async stop(): Promise<SteadyTally> {
    const {hung, ...tally} = await this.end(HANG_MS);
    if (hung > 0) throw new Error(`waited in vain for the answers to ${hung} requests: they hang`);
    return tally;
  }

  /** Lets what is in flight finish, for so long at most; with how many requests were not answered even then. */
  async end(msMax: number): Promise<SteadyTally & {readonly hung: number}> {
    this.#stopping = true;
    const end = Date.now() + msMax;
    while (this.#waiting > 0 && Date.now() < end) await sleep(POLL_MS);
    const result = {...this.tally, hung: this.#waiting};
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#done);
    return result;
  }

  /** Waits until each connection has had that many answers more, on average. */
  async waitForAnswers(each: number): Promise<void> {
    const wanted = this.answered + each * this.#options.connections;
    await waitFor(
      () => `${wanted - this.answered} more answers`,
      () => this.answered >= wanted,
    );
  }

  /** Each from an address of its own (Linux has all of 127.0.0.0/8). */
  async #visit(index: number): Promise<void> {
    const from = this.#isLocal ? {} : {localAddress: `127.0.1.${1 + (index % 250)}`};
    while (!this.#stopping) {
      const socket = net.connect({...this.#place, ...from});
      this.#sockets.add(socket);
      await this.#talk(socket);
      this.#sockets.delete(socket);
    }
  }

  /** Until the connection ends, in whatever way. */
  #talk(socket: net.Socket): Promise<void> {
    const {path, thinkMs} = this.#options;
    let isWaiting = false;
    let isConnected = false;
    let isAnnounced = false;
    let received = '';
    const ask = () => {
      if (this.#stopping) return;
      isWaiting = true;
      this.#waiting += 1;
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    };
    return new Promise(resolve => {
      socket.setEncoding('latin1');
      socket.on('connect', () => {
        isConnected = true;
        ask();
      });
      socket.on('data', async (text: string) => {
        received += text;
        if (!isComplete(received)) return;
        isAnnounced = /^connection: close\r$/im.test(received);
        received = '';
        isWaiting = false;
        this.#waiting -= 1;
        this.answered += 1;
        await sleep(thinkMs);
        if (!socket.destroyed && !isAnnounced) ask();
      });
      socket.on('error', () => {});
      socket.on('close', async () => {
        if (isWaiting) {
          this.#waiting -= 1;
          this.#failed += 1;
        } else if (!this.#stopping && isConnected) {
          this.#closed += 1;
          if (isAnnounced) this.#announced += 1;
        } else if (!isConnected) {
          this.#failed += 1;
          await sleep(RETRY_MS);
        }
        resolve();
      });
    });
  }
}

function isComplete(answer: string): boolean {
  const headEnd = answer.indexOf(HEAD_END);
  if (headEnd < 0) return false;
  const length = /content-length: (\d+)/i.exec(answer.slice(0, headEnd));
  return answer.length >= headEnd + HEAD_END.length + Number(length?.[1] ?? 0);
}
