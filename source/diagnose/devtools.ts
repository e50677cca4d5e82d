import {WebSocket} from 'ws';
import {settlesWithin} from '../settles-within.js';

/** Time for the connection to be accepted by the main thread of the worker, also where it gets but a part of a core. */
const CONNECT_MS_MAX = 5000;
/** Time for each of the two steps of an end in order. */
const CLOSE_MS_MAX = 1000;
/** Those that are used here. */
const DOMAINS = ['Debugger', 'Profiler'];
/** The largest message is a CPU profile; one of two minutes under load has some megabytes. */
const MESSAGE_BYTES_MAX = 256 * 1024 * 1024;

/** Nobody takes the connection. */
export class SilentError extends Error {}

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: {readonly message: string};
}

/** A session of the DevTools protocol (https://chromedevtools.github.io/devtools-protocol/v8/) with one process. */
export class DevTools {
  /** Never resolves; rejects when the process has ended, or the session was closed. */
  readonly ended: Promise<never>;
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, {resolve(result: unknown): void; reject(error: Error): void}>();
  readonly #listeners = new Map<string, (params: never) => void>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', data => this.#receive(JSON.parse(String(data))));
    this.ended = new Promise((_, reject) => {
      socket.on('close', () => {
        const error = new Error('it ended meanwhile');
        this.#fail(error);
        reject(error);
      });
    });
    this.ended.catch(() => {});
    socket.on('error', () => {});
  }

  /** @throws SilentError */
  static connect(url: string): Promise<DevTools> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, {
        handshakeTimeout: CONNECT_MS_MAX,
        perMessageDeflate: false,
        maxPayload: MESSAGE_BYTES_MAX,
      });
      socket.once('error', error =>
        reject(new SilentError(`its inspector does not answer: ${error.message}`)),
      );
      socket.once('open', () => resolve(new DevTools(socket)));
    });
  }

  /** Rejects with the protocol's own error, or when the process ends. */
  call<Result>(method: string, params: object = {}): Promise<Result> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, {resolve: resolve as (result: unknown) => void, reject});
      this.#socket.send(JSON.stringify({id, method, params}), error => {
        if (error) this.#fail(error);
      });
    });
  }

  on<Params>(event: string, listener: (params: Params) => void): void {
    this.#listeners.set(event, listener as (params: never) => void);
  }

  /**
   * Ends the session when the process has nothing more to say: a connection that breaks off while it writes can
   * end it with a segmentation fault (seen on Node 20.20, in `TcpHolder::WriteRaw`). After this nothing that was
   * asked for is done any more, and a process that is paused goes on.
   */
  async close(): Promise<void> {
    const quiet = Promise.all(DOMAINS.map(domain => this.call(`${domain}.disable`)));
    await settlesWithin(
      CLOSE_MS_MAX,
      quiet.catch(() => {}),
    );
    this.#socket.close();
    await settlesWithin(
      CLOSE_MS_MAX,
      this.ended.catch(() => {}),
    );
    this.#socket.terminate();
  }

  #receive({id, method, params, result, error}: Answer): void {
    if (method) this.#listeners.get(method)?.(params as never);
    const pending = id === undefined ? undefined : this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id!);
    if (error) pending.reject(new Error(error.message));
    else pending.resolve(result);
  }

  #fail(error: Error): void {
    for (const {reject} of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
