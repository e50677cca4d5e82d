import {executionAsyncId} from 'node:async_hooks';
import type {Server as HttpServer} from 'node:http';
import type {Http2Session, ServerHttp2Stream} from 'node:http2';
import {performance} from 'node:perf_hooks';
import {bucketOf, LATENCY_BUCKETS, LATENCY_MAX_MICROS} from '../messages/latency-buckets.js';
import type {ConnectionState, WorkReport} from '../messages/types.js';
import {makeIdle} from './hand-over.js';
import {connectionsOf, type HandleOwner, type OpenSocket} from './node-internals.js';
import {type RequestLine, RouteCounter} from './routes.js';
import {subscribe} from './subscribe.js';

const startedAt = Symbol('clusterview.startedAt');
const record = Symbol('clusterview.record');

/**
 * What is known of a connection from its first request on: one object, since each property added to a socket costs
 * more than this. Nothing is done when it closes: Node's own list of connections tells which are left.
 */
class ConnectionRecord {
  inFlight = 0;
  /** Requests that it has brought to this worker. */
  served = 0;
  /** Of the context in which its requests are handled, the same for all of them. */
  asyncId = 0;
  /** Of the request that came last; `null` once it has been sent. */
  response: CountedResponse | null = null;
  /** When that request came; with pipelining, the responses before it have their own. */
  startedAt = 0;
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
  readonly request: RequestLine;
  readonly response: CountedResponse;
  readonly socket: CountedSocket;
}

const NOTHING_FINISHED: readonly number[] = [];

/** A connection between two requests: it has what is left of the time that it may be idle. */
function takeOverIdle(socket: CountedSocket): void {
  makeIdle(socket);
  const {keepAliveTimeout} = socket.server as unknown as HttpServer;
  if (!(keepAliveTimeout > 0)) return;
  const connection = new ConnectionRecord();
  connection.hasIdleLimit = true;
  socket[record] = connection;
  socket.setTimeout(keepAliveTimeout);
}

/** Counts connections and requests. Everything on the path of a request is a plain number or a typed array. */
export class RequestCounter {
  /** Called after each connection that closes, of those that are accepted while it is set. */
  onClosed: (() => void) | null = null;
  /** The same for each response that has been sent: in the next turn of the event loop its connection is idle. */
  onFinished: (() => void) | null = null;
  /** Those that have had connections and are not closed. */
  readonly servers = new Set<HandleOwner>();

  /** While the worker drains: whether a response on this connection says `Connection: close`. */
  #closesAfterResponse: ((socket: OpenSocket) => boolean) | null = null;
  #arriving: ConnectionState = 'new';
  #accepted = 0;
  #started = 0;
  #finished = 0;
  #http2InFlight = 0;
  readonly #byStatusClass: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  readonly #latency = new Uint32Array(LATENCY_BUCKETS);
  #latencyMax = 0;
  #latencySum = 0;
  #finishedAtLastReport = 0;
  readonly #routes = new RouteCounter();

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

  /** Of all servers, whatever they speak. */
  get openConnections(): number {
    let open = 0;
    for (const server of this.servers) open += server._connections;
    return open;
  }

  /** Those of HTTP/1; behind TLS, what it wraps around the accepted ones. */
  *#httpSockets(): Generator<CountedSocket> {
    for (const server of this.servers) {
      for (const {socket} of connectionsOf(server)?.all() ?? []) if (socket) yield socket;
    }
  }

  /** From now on; what is being answered says so, too, unless its head has been sent. */
  closeAfterResponse(where: (socket: OpenSocket) => boolean): void {
    this.#closesAfterResponse = where;
    for (const socket of this.#httpSockets()) {
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
    for (const socket of [...this.#httpSockets()]) {
      if (!socket[record]) continue;
      const {inFlight, served, asyncId} = socket[record];
      const isCause = asyncId === current || (served === 1 && asyncId === trigger);
      if (inFlight > 0 && isCause) socket.destroy();
    }
  }

  subscribe(): void {
    subscribe<{socket: CountedSocket}>('net.server.socket', ({socket}) => {
      // One that hands its connections on to a server of HTTP has that one in its place by now.
      this.#follow(socket._server ?? socket.server!);
      if (this.onClosed) socket.on('close', this.onClosed);
      // Otherwise another worker has counted it.
      if (this.#arriving === 'new') this.#accepted += 1;
      else if (this.#arriving === 'idle') takeOverIdle(socket);
    });

    subscribe<HttpMessage>('http.server.request.start', ({response, socket}) => {
      if (this.#closesAfterResponse?.(socket)) response.shouldKeepAlive = false;
      let connection = socket[record];
      if (!connection) {
        connection = new ConnectionRecord();
        socket[record] = connection;
        this.#follow(socket.server!);
      }
      if (connection.response) connection.response[startedAt] = connection.startedAt;
      connection.response = response;
      connection.startedAt = performance.now();
      if (connection.hasIdleLimit) {
        connection.hasIdleLimit = false;
        socket.setTimeout((socket.server as unknown as HttpServer).timeout);
      }
      if (connection.served === 0) connection.asyncId = executionAsyncId();
      connection.served += 1;
      connection.inFlight += 1;
      this.#started += 1;
    });
    subscribe<HttpMessage>('http.server.response.finish', ({request, response, socket}) => {
      const connection = socket[record];
      // One whose connection has gone was aborted.
      if (!connection || socket.destroyed) return;
      const isLast = connection.response === response;
      connection.inFlight -= 1;
      if (isLast) connection.response = null;
      this.#finish(isLast ? connection.startedAt : response[startedAt]!, response.statusCode, request);
      this.onFinished?.();
    });
  }

  #follow(server: HandleOwner): void {
    if (this.servers.has(server)) return;
    this.servers.add(server);
    server.once('close', () => this.servers.delete(server));
  }

  /** Node has channels for HTTP/2 from version 24 on; the session's own events serve all versions. */
  watchHttp2(session: Http2Session): void {
    session.on('stream', (stream, {':method': method, ':path': url}) => {
      const started = performance.now();
      this.#started += 1;
      this.#http2InFlight += 1;
      stream.once('close', () => {
        const {headersSent, sentHeaders, rstCode} = stream as ServerHttp2Stream;
        this.#http2InFlight -= 1;
        if (headersSent && rstCode === 0)
          this.#finish(started, Number(sentHeaders[':status']), {method, url});
      });
    });
  }

  #countInFlight(): number {
    let inFlight = this.#http2InFlight;
    for (const socket of this.#httpSockets()) inFlight += socket[record]?.inFlight ?? 0;
    return inFlight;
  }

  #finish(started: number, statusCode: number, request: RequestLine): void {
    this.#finished += 1;
    const statusClass = ((statusCode / 100) | 0) - 1;
    if (statusClass >= 0 && statusClass < 5) this.#byStatusClass[statusClass]! += 1;
    const micros = Math.min((performance.now() - started) * 1000, LATENCY_MAX_MICROS) | 0;
    this.#latency[bucketOf(micros)]! += 1;
    this.#latencySum += micros;
    if (micros > this.#latencyMax) this.#latencyMax = micros;
    this.#routes.add(request, statusCode, micros);
  }

  report(): Omit<WorkReport, 'inspectorUrl' | 'opensInspectorOnSignal'> {
    const finishedSince = this.#finished - this.#finishedAtLastReport;
    this.#finishedAtLastReport = this.#finished;
    const latencyMaxMicros = this.#latencyMax;
    this.#latencyMax = 0;
    return {
      openConnections: this.openConnections,
      accepted: this.#accepted,
      started: this.#started,
      finished: this.#finished,
      aborted: this.#started - this.#finished - this.#countInFlight(),
      byStatusClass: this.#byStatusClass,
      latency: finishedSince > 0 ? this.#takeLatency() : NOTHING_FINISHED,
      latencyMaxMicros,
      latencySumMicros: this.#latencySum,
      ...this.#routes.report(finishedSince),
    };
  }

  #takeLatency(): readonly number[] {
    const pairs: number[] = [];
    for (let bucket = 0; bucket < LATENCY_BUCKETS; bucket++) {
      const count = this.#latency[bucket]!;
      if (count > 0) pairs.push(bucket, count);
    }
    this.#latency.fill(0);
    return pairs;
  }
}
