import {executionAsyncId} from 'node:async_hooks';
import diagnostics from 'node:diagnostics_channel';
import type {Server as HttpServer} from 'node:http';
import type {Http2Session, ServerHttp2Stream} from 'node:http2';
import {performance} from 'node:perf_hooks';
import {bucketOf, LATENCY_BUCKETS, LATENCY_MAX_MICROS} from '../messages/latency-buckets.js';
import type {ConnectionState, Report} from '../messages/types.js';
import {makeIdle} from './hand-over.js';
import type {OpenSocket} from './node-internals.js';

const startedAt = Symbol('clusterview.startedAt');
const record = Symbol('clusterview.record');

/** What is known of a connection: one object, since each property added to a socket costs more than this. */
class ConnectionRecord {
  inFlight = 0;
  /** Requests that it has brought to this worker. */
  served = 0;
  /** Of the context in which its requests are handled. */
  asyncId = 0;
  /** Of the request that came last; `null` once it has been sent. */
  response: CountedResponse | null = null;
  /** The limit for the time between two requests was set here, and not by Node. */
  hasIdleLimit = false;
}

type CountedSocket = OpenSocket & {[record]?: ConnectionRecord};
interface CountedResponse {
  readonly statusCode: number;
  readonly headersSent: boolean;
  shouldKeepAlive: boolean;
  [startedAt]?: number;
}
interface HttpMessage {
  readonly response: CountedResponse;
  readonly socket: CountedSocket;
}

const NOTHING_FINISHED: readonly number[] = [];

/** Counts connections and requests. Everything on the path of a request is a plain number or a typed array. */
export class RequestCounter {
  /** Called after each connection that closes, where somebody wants to know. */
  onClosed: (() => void) | null = null;
  /** The same for each response that has been sent: in the next turn of the event loop its connection is idle. */
  onFinished: (() => void) | null = null;
  /** All connections. */
  readonly open = new Set<OpenSocket>();

  /** While the worker drains: whether a response on this connection says `Connection: close`. */
  #closesAfterResponse: ((socket: OpenSocket) => boolean) | null = null;
  /** What TLS wraps around the accepted ones, as far as requests have come over them. */
  readonly #secure = new Set<CountedSocket>();
  #arriving: ConnectionState = 'new';
  #accepted = 0;
  #started = 0;
  #finished = 0;
  #aborted = 0;
  readonly #byStatusClass: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  readonly #latency = new Uint32Array(LATENCY_BUCKETS);
  #latencyMax = 0;
  #finishedAtLastReport = 0;

  /** Runs `accept`, which brings a connection in that state. */
  takeOver(state: ConnectionState, accept: () => void): void {
    this.#arriving = state;
    try {
      accept();
    } finally {
      this.#arriving = 'new';
    }
  }

  get isDraining(): boolean {
    return this.#closesAfterResponse !== null;
  }

  /** From now on; what is being answered says so, too, unless its head has been sent. */
  closeAfterResponse(where: (socket: OpenSocket) => boolean): void {
    this.#closesAfterResponse = where;
    for (const socket of [...(this.open as Set<CountedSocket>), ...this.#secure]) {
      const response = socket[record]?.response;
      if (response && !response.headersSent && where(socket)) response.shouldKeepAlive = false;
    }
  }

  /**
   * Ends the connection whose request will have no answer, where that is known: `current` is the asynchronous
   * context in which something was thrown, `trigger` the one that led to it. Both are the connection's own, so
   * the latter tells nothing where it has had other requests; and behind an `await` neither does.
   */
  endRequestOf(current: number, trigger: number): void {
    for (const socket of this.open as Set<CountedSocket>) {
      const {inFlight, served, asyncId} = socket[record]!;
      const isCause = asyncId === current || (served === 1 && asyncId === trigger);
      if (inFlight > 0 && isCause) socket.destroy();
    }
  }

  subscribe(): void {
    const counter = this;

    // One listener a connection does for both: it and the requests on it. TLS wraps the accepted socket in
    // another, and requests come with that one.
    function onClosed(this: CountedSocket): void {
      counter.open.delete(this);
      counter.#secure.delete(this);
      const connection = this[record]!;
      counter.#aborted += connection.inFlight;
      connection.inFlight = 0;
      counter.onClosed?.();
    }
    function followSecure(socket: CountedSocket): ConnectionRecord {
      counter.#secure.add(socket);
      return follow(socket);
    }
    function follow(socket: CountedSocket): ConnectionRecord {
      const connection = new ConnectionRecord();
      socket[record] = connection;
      socket.on('close', onClosed);
      return connection;
    }
    diagnostics.subscribe('net.server.socket', message => {
      const {socket} = message as {socket: CountedSocket};
      counter.open.add(socket);
      const isIdle = counter.#arriving === 'idle';
      // Otherwise another worker has counted it.
      if (counter.#arriving === 'new') counter.#accepted += 1;
      const connection = follow(socket);
      if (!isIdle) return;
      makeIdle(socket);
      const {keepAliveTimeout} = socket.server as HttpServer;
      if (keepAliveTimeout > 0) {
        connection.hasIdleLimit = true;
        socket.setTimeout(keepAliveTimeout);
      }
    });

    diagnostics.subscribe('http.server.request.start', message => {
      const {response, socket} = message as unknown as HttpMessage;
      response[startedAt] = performance.now();
      if (counter.#closesAfterResponse?.(socket)) response.shouldKeepAlive = false;
      const connection = socket[record] ?? followSecure(socket);
      connection.response = response;
      if (connection.hasIdleLimit) {
        connection.hasIdleLimit = false;
        socket.setTimeout((socket.server as HttpServer).timeout);
      }
      connection.asyncId = executionAsyncId();
      connection.served += 1;
      connection.inFlight += 1;
      counter.#started += 1;
    });
    diagnostics.subscribe('http.server.response.finish', message => {
      const {response, socket} = message as unknown as HttpMessage;
      const connection = socket[record];
      // A response that ends after its connection was counted as aborted when that closed.
      if (!connection || connection.inFlight === 0) return;
      connection.inFlight -= 1;
      if (connection.response === response) connection.response = null;
      counter.#finish(response[startedAt]!, response.statusCode);
      counter.onFinished?.();
    });
  }

  /** Node has channels for HTTP/2 from version 24 on; the session's own events serve all versions. */
  watchHttp2(session: Http2Session): void {
    session.on('stream', stream => {
      const started = performance.now();
      this.#started += 1;
      stream.once('close', () => {
        const {headersSent, sentHeaders, rstCode} = stream as ServerHttp2Stream;
        if (headersSent && rstCode === 0) this.#finish(started, Number(sentHeaders[':status']));
        else this.#aborted += 1;
      });
    });
  }

  #finish(started: number, statusCode: number): void {
    this.#finished += 1;
    const statusClass = ((statusCode / 100) | 0) - 1;
    if (statusClass >= 0 && statusClass < 5) this.#byStatusClass[statusClass]! += 1;
    const micros = Math.min((performance.now() - started) * 1000, LATENCY_MAX_MICROS) | 0;
    this.#latency[bucketOf(micros)]! += 1;
    if (micros > this.#latencyMax) this.#latencyMax = micros;
  }

  report(): Pick<
    Report,
    | 'openConnections'
    | 'accepted'
    | 'started'
    | 'finished'
    | 'aborted'
    | 'byStatusClass'
    | 'latency'
    | 'latencyMaxMicros'
  > {
    const latencyMaxMicros = this.#latencyMax;
    this.#latencyMax = 0;
    return {
      openConnections: this.open.size,
      accepted: this.#accepted,
      started: this.#started,
      finished: this.#finished,
      aborted: this.#aborted,
      byStatusClass: this.#byStatusClass,
      latency: this.#takeLatency(),
      latencyMaxMicros,
    };
  }

  #takeLatency(): readonly number[] {
    if (this.#finished === this.#finishedAtLastReport) return NOTHING_FINISHED;
    this.#finishedAtLastReport = this.#finished;
    const pairs: number[] = [];
    for (let bucket = 0; bucket < LATENCY_BUCKETS; bucket++) {
      const count = this.#latency[bucket]!;
      if (count > 0) pairs.push(bucket, count);
    }
    this.#latency.fill(0);
    return pairs;
  }
}
