import {executionAsyncId} from 'node:async_hooks';
import type {Http2Session, ServerHttp2Stream} from 'node:http2';
import {performance} from 'node:perf_hooks';
import {bucketOf, LATENCY_BUCKETS, LATENCY_MAX_MICROS} from '../messages/latency-buckets.js';
import type {ConnectionState, WorkReport} from '../messages/types.js';
import {TIMER_MS_MAX} from '../timer-max.js';
import {makeIdle} from './hand-over.js';
import {connectionsOf, type HandleOwner, type OpenResponse, type OpenSocket} from './node-internals.js';
import {type RequestLine, RouteCounter} from './routes.js';
import {subscribe} from './subscribe.js';
import {clearTimeout, setTimeout} from './timers.js';

const startedAt = Symbol('clusterview.startedAt');
const record = Symbol('clusterview.record');

/** In place of the number in flight before the first request, so that one look tells that nothing is out of the ordinary. */
const NONE_YET = -1;

/**
 * What is known of a connection from its first request on: one object, since each property added to a socket costs
 * more than this. Nothing is done when it closes: Node's own list of connections tells which are left. It does not hold
 * the response: that something old knows something new has to be noted for the garbage collector, each time.
 */
class ConnectionRecord {
  /** Requests whose responses have not been sent; {@link NONE_YET}. */
  inFlight = NONE_YET;
  /** When the last request came that found none in flight; with pipelining, the responses of the others have their own. */
  startedAt = 0;
  /** When the first one came: the same as long as there has been only one, or others that found it in flight. */
  firstAt = 0;
  /** That of the request that came last, where it found another in flight; `null` once none is. */
  pipelined: CountedResponse | null = null;
  /** Of the context in which its requests are handled, the same for all of them. */
  asyncId = 0;
  /** The limit of its socket is lifted while it is idle. */
  hasNoLimit = false;
}

type CountedSocket = OpenSocket & {[record]?: ConnectionRecord};
interface CountedResponse extends OpenResponse {
  readonly statusCode: number;
  [startedAt]?: number;
}
interface HttpMessage {
  readonly request: RequestLine;
  readonly response: CountedResponse;
  readonly socket: CountedSocket;
}

/** What the app has put there; the second from Node 22 on. */
type IdleLimits = HandleOwner & {readonly keepAliveTimeout: number; readonly keepAliveTimeoutBuffer?: number};

type RequestLimits = HandleOwner & {readonly timeout?: number};

const NOTHING_FINISHED: readonly number[] = [];
/** Of statuses by their first digit; a status may be anything that the app has put there. */
const STATUS_CLASSES = 16;
/** Where in the counts is what: the sum of the latencies in microseconds, */
const SUM_AT = 0;
/** finished requests by class of status, */
const STATUS_AT = 1;
/** and those since the last report by bucket of latency. */
const BUCKETS_AT = STATUS_AT + STATUS_CLASSES;

/** Longer than what the answer before has said, as Node waits: else the next request might cross the end on its way. */
const IDLE_SPARE_MS = 1000;

/**
 * A connection between two requests: it may be idle for as long as after an answer, in place of what limits a request. By a
 * timer of its own, since that of the socket is the app's once the connection is something else than HTTP.
 */
function takeOverIdle(socket: CountedSocket): void {
  makeIdle(socket);
  const {keepAliveTimeout, keepAliveTimeoutBuffer = IDLE_SPARE_MS} = socket.server as IdleLimits;
  if (!Number.isFinite(keepAliveTimeout) || keepAliveTimeout <= 0) return;
  const delay = Math.min(keepAliveTimeout + keepAliveTimeoutBuffer, TIMER_MS_MAX) | 0;
  const timer = setTimeout(() => {
    // Node's own listener ends it, unless the app has one that decides.
    if (socket.bytesRead === 0) socket.emit('timeout');
  }, delay);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
  if (!socket.timeout) return;
  socket.setTimeout(0);
  socket[record] = new ConnectionRecord();
  socket[record].hasNoLimit = true;
}

/**
 * Counts connections and requests. What is done for each request is little, and done with few instructions and in few
 * places of the memory: those of Node and the app alone are more than the caches of a processor hold (of the first 32 kB,
 * 3,200 misses a request and 110 for this; callgrind, Node 20.20), so each line that is touched pushes out another.
 */
export class RequestCounter {
  /** Called after each connection that closes, of those that are accepted while it is set. */
  onClosed: (() => void) | null = null;
  /** The same for each response that has been sent: in the next turn of the event loop its connection is idle. */
  onFinished: (() => void) | null = null;
  /** Those that have had connections and are not closed. */
  readonly servers = new Set<HandleOwner>();

  /** Those whose server has no list of them. */
  readonly #alone = new Set<CountedSocket>();
  /** While the worker drains: whether a response on this connection says `Connection: close`. */
  #closesAfterResponse: ((socket: OpenSocket) => boolean) | null = null;
  #arriving: ConnectionState = 'new';
  #accepted = 0;
  #started = 0;
  #http2InFlight = 0;
  /** All that a request adds to, in one array: each further one is two more lines of the memory. */
  readonly #counts = new Float64Array(BUCKETS_AT + LATENCY_BUCKETS);
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
    yield* this.#alone;
  }

  /** From now on; what is being answered says so, too, unless its head has been sent. */
  closeAfterResponse(where: (socket: OpenSocket) => boolean): void {
    this.#closesAfterResponse = where;
    for (const socket of this.#httpSockets()) {
      const {inFlight = 0, pipelined = null} = socket[record] ?? {};
      const response = inFlight > 0 ? (pipelined ?? socket._httpMessage) : null;
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
      const {inFlight, startedAt, firstAt, pipelined, asyncId} = socket[record];
      const isOnlyOne = startedAt === firstAt && pipelined === null;
      const isCause = asyncId === current || (isOnlyOne && asyncId === trigger);
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
      const connection = socket[record];
      if (connection?.inFlight === 0) {
        connection.inFlight = 1;
        connection.startedAt = performance.now();
      } else {
        this.#startUnusual(socket, connection, response);
      }
      this.#started += 1;
    });
    subscribe<HttpMessage>('http.server.response.finish', ({request, response, socket}) => {
      const connection = socket[record];
      // One whose connection has gone was aborted.
      if (!connection || socket.destroyed) return;
      let started = connection.startedAt;
      connection.inFlight -= 1;
      if (connection.pipelined !== null) {
        started = response[startedAt] ?? started;
        if (connection.inFlight === 0) connection.pipelined = null;
      }
      this.#finish(started, response.statusCode, request);
      this.onFinished?.();
    });
  }

  /** A request that is the first one of its connection, or comes while another is in flight. */
  #startUnusual(socket: CountedSocket, known: ConnectionRecord | undefined, response: CountedResponse): void {
    const connection = known ?? new ConnectionRecord();
    if (!known) {
      socket[record] = connection;
      const server = socket.server!;
      if (!this.servers.has(server)) {
        if (connectionsOf(server)) this.#follow(server);
        else this.#followAlone(socket);
      }
    }
    if (connection.hasNoLimit) {
      connection.hasNoLimit = false;
      socket.setTimeout((socket.server as RequestLimits).timeout || 0);
    }
    const now = performance.now();
    if (connection.inFlight === NONE_YET) {
      connection.asyncId = executionAsyncId();
      connection.firstAt = now;
      connection.startedAt = now;
      connection.inFlight = 1;
    } else {
      connection.inFlight += 1;
      connection.pipelined = response;
      response[startedAt] = now;
    }
  }

  /** Of a server that does not listen: another one hands it its connections, and Node keeps no list of them. */
  #followAlone(socket: CountedSocket): void {
    this.#alone.add(socket);
    socket.once('close', () => this.#alone.delete(socket));
  }

  #follow(server: HandleOwner): void {
    if (this.servers.has(server)) return;
    this.servers.add(server);
    server.once('close', () => this.servers.delete(server));
  }

  /** Node has channels for HTTP/2 from version 24 on; the session's own events serve all versions. */
  watchHttp2(session: Http2Session): void {
    // Before Node's own listener, which calls the handler of the app: its time counts, and it may throw.
    session.prependListener('stream', (stream, {':method': method, ':path': url}) => {
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
    for (const socket of this.#httpSockets()) inFlight += Math.max(0, socket[record]?.inFlight ?? 0);
    return inFlight;
  }

  #finish(started: number, statusCode: number, request: RequestLine): void {
    const micros = Math.min((performance.now() - started) * 1000, LATENCY_MAX_MICROS) | 0;
    this.#counts[SUM_AT]! += micros;
    this.#counts[STATUS_AT + ((statusCode / 100) & (STATUS_CLASSES - 1))]! += 1;
    this.#counts[BUCKETS_AT + bucketOf(micros)]! += 1;
    this.#routes.add(request, statusCode, micros);
  }

  report(): Omit<WorkReport, 'inspectorUrl' | 'opensInspectorOnSignal'> {
    const byStatus = this.#counts.subarray(STATUS_AT, BUCKETS_AT);
    const finished = byStatus.reduce((sum, count) => sum + count, 0);
    const finishedSince = finished - this.#finishedAtLastReport;
    this.#finishedAtLastReport = finished;
    const routes = this.#routes.report(finishedSince);
    return {
      openConnections: this.openConnections,
      accepted: this.#accepted,
      started: this.#started,
      finished,
      aborted: this.#started - finished - this.#countInFlight(),
      byStatusClass: [byStatus[1]!, byStatus[2]!, byStatus[3]!, byStatus[4]!, byStatus[5]!],
      latency: finishedSince > 0 ? this.#takeLatency() : NOTHING_FINISHED,
      // The slowest ones have the slowest one among them.
      latencyMaxMicros: Math.max(0, ...routes.slowRequests.map(({micros}) => micros)),
      latencySumMicros: this.#counts[SUM_AT]!,
      ...routes,
    };
  }

  #takeLatency(): readonly number[] {
    const pairs: number[] = [];
    for (let bucket = 0; bucket < LATENCY_BUCKETS; bucket++) {
      const count = this.#counts[BUCKETS_AT + bucket]!;
      if (count > 0) pairs.push(bucket, count);
    }
    this.#counts.fill(0, BUCKETS_AT);
    return pairs;
  }
}
