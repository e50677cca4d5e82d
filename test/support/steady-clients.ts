import net from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {Random} from './random.js';
import {waitFor} from './wait-for.js';

export interface SteadyTally {
  readonly answered: number;
  /** Refused, broken off before the answer was complete, or answered by another status than 200. */
  readonly failed: number;
  /** Closed by the server between two requests. */
  readonly closed: number;
  /** Those of them that the answer before had announced by `Connection: close`. */
  readonly announced: number;
}

/** Of a request, or of a connection that its client wanted to keep. */
export interface Loss {
  /** As in the tally, where `announced` ones are among those that were closed. */
  readonly kind: 'failed' | 'closed' | 'announced';
  /** Address and port of the client, `''` where it was refused. */
  readonly from: string;
  /** When the last request on this connection was sent, or it was opened for the first one, by `performance.now()`. */
  readonly sentAt: number;
}

export interface SteadyOptions {
  readonly connections?: number;
  readonly path?: string;
  /** Between an answer and the next request on the same connection. */
  readonly thinkMs?: number;
  /**
   * Has each client begin at a moment of its own and think from 0 to twice `thinkMs`, the same for the same seed.
   * Without, all begin at once and keep step.
   */
  readonly seed?: number;
  readonly socketPath?: string;
}

const GOOD = /^HTTP\/1\.1 200 /;
const HEAD_END = '\r\n\r\n';
/** Where nobody listens. */
const RETRY_MS = 20;
const POLL_MS = 20;
/** Within this time at least they begin, where each does at a moment of its own. */
const START_MS = 100;
/** Far beyond what anything takes on a slow machine. */
const HANG_MS = 30_000;

/** Clients over raw sockets that keep their connections and notice everything that happens to these. */
export class SteadyClients {
  readonly #place: net.NetConnectOpts;
  readonly #isLocal: boolean;
  readonly #options: Required<Omit<SteadyOptions, 'socketPath' | 'seed'>>;
  readonly #sockets = new Set<net.Socket>();
  /** Those whose request is not answered yet, each with its address: one that has ended does not tell it any more. */
  readonly #waiting = new Map<net.Socket, string>();
  /** Those that their client has closed. */
  readonly #left = new WeakSet<net.Socket>();
  readonly #losses: Loss[] = [];
  readonly #done: Promise<void>[];
  #stopping = false;
  answered = 0;

  constructor(
    port: number,
    {connections = 20, path = '/', thinkMs = 5, seed, socketPath}: SteadyOptions = {},
  ) {
    this.#place = socketPath ? {path: socketPath} : {host: '127.0.0.1', port};
    this.#isLocal = socketPath !== undefined;
    this.#options = {connections, path, thinkMs};
    this.#done = Array.from({length: connections}, (_, index) => {
      // Of its own: what it does is not to depend on whose answer comes first.
      return this.#visit(index, seed === undefined ? null : new Random(seed * connections + index));
    });
  }

  get tally(): SteadyTally {
    const count = (kind: Loss['kind']) => this.#losses.filter(loss => loss.kind === kind).length;
    const announced = count('announced');
    return {answered: this.answered, failed: count('failed'), closed: count('closed') + announced, announced};
  }

  get losses(): readonly Loss[] {
    return this.#losses;
  }

  /** Address and port of each client that has sent a request and has not read the whole answer. */
  get inFlight(): ReadonlySet<string> {
    return new Set(this.#waiting.values());
  }

  /** Lets what is in flight finish; rejects if that never comes. */
  async stop(): Promise<SteadyTally> {
    const {hung, ...tally} = await this.end(HANG_MS);
    if (hung > 0) throw new Error(`waited in vain for ${hung} answers or connections: they hang`);
    return tally;
  }

  /**
   * Lets what is in flight finish, for so long at most; each client leaves when it would send its next request, and
   * notices until then what happens to its connection.
   * @returns with how many requests were not answered even then, and connections not made.
   */
  async end(msMax: number): Promise<SteadyTally & {readonly hung: number}> {
    this.#stopping = true;
    const end = Date.now() + msMax;
    while (this.#sockets.size > 0 && Date.now() < end) await sleep(POLL_MS);
    const connecting = [...this.#sockets].filter(socket => socket.connecting);
    const result = {...this.tally, hung: this.#waiting.size + connecting.length};
    for (const socket of this.#sockets) this.#leave(socket);
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
  async #visit(index: number, random: Random | null): Promise<void> {
    const from = this.#isLocal ? {} : {localAddress: `127.0.1.${1 + (index % 250)}`};
    if (random) await sleep(random.next() * Math.max(START_MS, 2 * this.#options.thinkMs));
    while (!this.#stopping) {
      const socket = net.connect({...this.#place, ...from});
      this.#sockets.add(socket);
      if (!(await this.#talk(socket, random))) await sleep(RETRY_MS);
    }
  }

  /** Until the connection ends, in whatever way. @returns whether there was one. */
  #talk(socket: net.Socket, random: Random | null): Promise<boolean> {
    const {path, thinkMs} = this.#options;
    let isConnected = false;
    let isAnnounced = false;
    let from = '';
    let sentAt = performance.now();
    let received = '';
    const lose = (kind: Loss['kind']) => this.#losses.push({kind, from, sentAt});
    const ask = () => {
      // Who is told that the connection ends does not ask on it again.
      if (isAnnounced) lose('announced');
      if (isAnnounced || this.#stopping) {
        this.#leave(socket);
      } else {
        sentAt = performance.now();
        this.#waiting.set(socket, from);
        socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
      }
    };
    return new Promise(resolve => {
      socket.setEncoding('latin1');
      socket.on('connect', () => {
        isConnected = true;
        from = addressOf(socket);
        ask();
      });
      socket.on('data', async (text: string) => {
        received += text;
        if (!isComplete(received)) return;
        isAnnounced = /^connection: close\r$/im.test(received);
        this.#waiting.delete(socket);
        if (GOOD.test(received)) {
          this.answered += 1;
        } else {
          lose('failed');
          // Its end, which it has announced, is no other loss.
          if (isAnnounced) this.#leave(socket);
        }
        received = '';
        await sleep(random ? random.next() * 2 * thinkMs : thinkMs);
        // The other end may have closed it meanwhile: then nothing is sent.
        if (socket.writable) ask();
      });
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        const isWaiting = this.#waiting.delete(socket);
        if (!this.#left.has(socket)) {
          if (isWaiting || !isConnected) lose('failed');
          else lose(isAnnounced ? 'announced' : 'closed');
        }
        resolve(isConnected);
      });
    });
  }

  #leave(socket: net.Socket): void {
    this.#left.add(socket);
    socket.destroy();
  }
}

function addressOf({localAddress, localPort}: net.Socket): string {
  return `${localAddress}:${localPort}`;
}

function isComplete(answer: string): boolean {
  const headEnd = answer.indexOf(HEAD_END);
  if (headEnd < 0) return false;
  const length = /content-length: (\d+)/i.exec(answer.slice(0, headEnd));
  return answer.length >= headEnd + HEAD_END.length + Number(length?.[1] ?? 0);
}
