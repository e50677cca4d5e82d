import http from 'node:http';
import {createParser} from 'eventsource-parser';
import {LOG_TURN_MS, type LogBatch, LogBatcher} from './log-stream.js';
import {presentSocketPath} from './socket.js';
import type {
  ActionResult,
  ApiError,
  ApiErrorCode,
  HeapResult,
  HistoryAnswer,
  InspectResult,
  KillRequest,
  Policy,
  ProfileResult,
  ReloadRequest,
  RoutesAnswer,
  Snapshot,
  StackResult,
  StreamMessage,
  WorkerRequest,
} from './types.js';

/** Name under which the viewer signs its calls, so that events can tell a key from a script. */
export const VIEWER_AGENT = 'clusterview-viewer';

/** A master that takes longer to tell what it knows, or to begin what it is asked for, does not answer. */
const ANSWER_MS_MAX = 5000;

/**
 * - `ERR_UNREACHABLE`: nobody listens on the socket, or the connection broke off.
 * - `ERR_TIMEOUT`: somebody listens, and does not answer.
 */
type NoAnswerCode = 'ERR_UNREACHABLE' | 'ERR_TIMEOUT';

/** An answer with an error, or none at all. */
export class ApiCallError extends Error {
  readonly code: ApiErrorCode | NoAnswerCode;

  constructor(code: ApiErrorCode | NoAnswerCode, message: string) {
    super(message);
    this.name = 'ApiCallError';
    this.code = code;
  }
}

export interface LogOptions {
  /** Of this worker alone; `null` for all. */
  readonly slot: number | null;
  readonly signal: AbortSignal;
  readonly onLines: (batch: LogBatch) => void;
}

export interface StreamOptions {
  /** Continue after this message, as far back as the master still has it. */
  readonly lastEventId?: string;
  /** Leave log lines out. */
  readonly logs?: boolean;
  /** Log lines of this worker alone. */
  readonly slot?: number | null;
  readonly signal: AbortSignal;
  readonly onMessage: (message: StreamMessage, id: string) => void;
}

/** All that can be asked of a running cluster. Every call rejects with {@link ApiCallError}. */
export interface ApiClient {
  status(): Promise<Snapshot>;
  /** Oldest first; of the whole cluster without a slot. */
  history(slot?: number): Promise<HistoryAnswer>;
  /** Of the last minute; of the whole cluster without a slot. */
  routes(slot?: number): Promise<RoutesAnswer>;
  /** Resolves when the stream ends or is aborted. */
  stream(options: StreamOptions): Promise<void>;
  /** The last lines, then what comes, as fast as it can be taken; resolves when it ends or is aborted. */
  logs(options: LogOptions): Promise<void>;
  /** Rolling reload of all slots, or of some; resolves with its outcome. */
  reload(request?: ReloadRequest): Promise<ActionResult>;
  reloadSlot(slot: number, request?: WorkerRequest): Promise<ActionResult>;
  kill(slot: number, request?: KillRequest): Promise<ActionResult>;
  scale(workers: number): Promise<ActionResult>;
  setPolicy(policy: Policy): Promise<ActionResult>;
  stack(slot: number, request?: WorkerRequest): Promise<StackResult>;
  profile(slot: number, seconds: number, request?: WorkerRequest): Promise<ProfileResult>;
  /** The worker stands still for it. */
  heap(slot: number, request?: WorkerRequest): Promise<HeapResult>;
  /** Opens the inspector of a worker, or closes it. */
  inspect(slot: number, open: boolean, request?: WorkerRequest): Promise<InspectResult>;
  /** Lets it outlive the terminal that it was started from. */
  detach(): Promise<ActionResult>;
  /**
   * Resolves when the stop has begun; `force` kills what is left at once. Rejects with `ERR_NO_CLUSTER` where `pid` is
   * given and another master has the name by now.
   */
  stop(force?: boolean, pid?: number): Promise<ActionResult>;
  /** Nobody waits for the answers of calls any more, which are made all the same; streams have signals of their own. */
  close(): void;
}

export function createApiClient(socketPath: string, agentName: string): ApiClient {
  const calls = new Set<http.ClientRequest>();
  // A reload takes as long as it takes: no time limit here, the master bounds each of its steps.
  const post = <Answer = ActionResult>(path: string, body: object = {}) => call<Answer>('POST', path, body);
  const callBounded = <Answer>(method: string, path: string, body?: object) =>
    call<Answer>(method, path, body, AbortSignal.timeout(ANSWER_MS_MAX));
  const get = <Answer>(path: string) => callBounded<Answer>('GET', path);
  /** Answered when it has begun. */
  const begin = (path: string, body: object = {}) => callBounded<ActionResult>('POST', path, body);

  function call<Answer>(method: string, path: string, body?: object, signal?: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = http.request(
        {
          // A connection that is kept may be closed by the master in the very moment in which it is used again.
          agent: false,
          socketPath: presentSocketPath(socketPath),
          method,
          path,
          ...(signal && {signal}),
          headers: {'user-agent': agentName, ...(body && {'content-type': 'application/json'})},
        },
        response => readAnswer<Answer>(response).then(resolve, reject),
      );
      calls.add(request);
      request.on('close', () => calls.delete(request));
      request.on('error', error => reject(unreachable(error)));
      request.end(body && JSON.stringify(body));
    });
  }

  return {
    status: () => get('/v1/status'),
    history: slot => get(`/v1/history${slotQuery(slot)}`),
    routes: slot => get(`/v1/routes${slotQuery(slot)}`),
    reload: request => post('/v1/reload', request),
    reloadSlot: (slot, request) => post(`/v1/slots/${slot}/reload`, request),
    kill: (slot, request) => begin(`/v1/slots/${slot}/kill`, request),
    scale: workers => begin('/v1/scale', {workers}),
    setPolicy: policy => call('PUT', '/v1/policy', {policy}),
    stack: (slot, request) => post<StackResult>(`/v1/slots/${slot}/stack`, request),
    profile: (slot, seconds, request) =>
      post<ProfileResult>(`/v1/slots/${slot}/profile`, {seconds, ...request}),
    heap: (slot, request) => post<HeapResult>(`/v1/slots/${slot}/heap`, request),
    inspect: (slot, open, request) => post<InspectResult>(`/v1/slots/${slot}/inspect`, {open, ...request}),
    detach: () => begin('/v1/detach'),
    stop: (force = false, pid) => begin('/v1/stop', {force, pid}),
    stream: options => stream(socketPath, agentName, options),
    logs: options => followLogs(socketPath, agentName, options),
    close: () => {
      for (const request of calls) endOnceSent(request);
    },
  };
}

/** Rejects with an {@link ApiCallError} where it is a refusal, or none at all. */
function readAnswer<Answer>(response: http.IncomingMessage): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    response.on('data', chunk => chunks.push(chunk));
    response.on('error', error => reject(unreachable(error)));
    response.on('end', () => {
      try {
        const answer = JSON.parse(Buffer.concat(chunks).toString());
        if (response.statusCode === 200) resolve(answer);
        else reject(fromAnswer(answer));
      } catch {
        reject(new ApiCallError('ERR_INTERNAL', `the master answered ${response.statusCode} without JSON`));
      }
    });
  });
}

/** What was asked for is still done. */
function endOnceSent(request: http.ClientRequest): void {
  const end = () => request.destroy();
  if (request.writableFinished) end();
  else request.once('finish', end);
}

function slotQuery(slot: number | null = null): string {
  return slot === null ? '' : `?slot=${slot}`;
}

function stream(socketPath: string, agentName: string, options: StreamOptions): Promise<void> {
  const {signal, lastEventId, logs = true, slot = null, onMessage} = options;
  const parser = createParser({
    onEvent(event) {
      const data = JSON.parse(event.data);
      onMessage({type: event.event, data} as StreamMessage, event.id ?? '');
    },
  });
  return openStream(
    {
      socketPath: presentSocketPath(socketPath),
      path: `/v1/stream${logs ? slotQuery(slot) : '?logs=0'}`,
      signal,
      headers: {'user-agent': agentName, ...(lastEventId !== undefined && {'last-event-id': lastEventId})},
    },
    text => parser.feed(text),
  );
}

async function followLogs(socketPath: string, agentName: string, logOptions: LogOptions): Promise<void> {
  const {slot, signal, onLines} = logOptions;
  const batcher = new LogBatcher();
  let takenAt = performance.now();
  const take = () => {
    const now = performance.now();
    const batch = batcher.take(now - takenAt);
    takenAt = now;
    if (batch.lines.length > 0) onLines(batch);
  };
  const turn = setInterval(take, LOG_TURN_MS);
  const path = `/v1/stream?only=logs${slot === null ? '' : `&slot=${slot}`}`;
  try {
    const headers = {'user-agent': agentName};
    const options = {socketPath: presentSocketPath(socketPath), path, signal, headers};
    await openStream(options, text => batcher.push(text));
  } finally {
    clearInterval(turn);
    // Last words are worth as much as any.
    if (!signal.aborted) take();
  }
}

/** Resolves when it ends or is aborted. */
function openStream(
  options: http.RequestOptions & {readonly signal: AbortSignal},
  onText: (text: string) => void,
): Promise<void> {
  const {signal} = options;
  return new Promise((resolve, reject) => {
    const headers = {accept: 'text/event-stream', ...options.headers};
    const request = http.request({...options, headers}, response => {
      if (response.statusCode !== 200) {
        readAnswer(response).catch(reject);
        return;
      }
      response.setEncoding('utf8');
      response.on('data', onText);
      response.on('end', resolve);
      response.on('error', error => (signal.aborted ? resolve() : reject(unreachable(error))));
    });
    request.on('error', error => (signal.aborted ? resolve() : reject(unreachable(error))));
    request.end();
  });
}

function fromAnswer(answer: ApiError): ApiCallError {
  return new ApiCallError(answer.error.code, answer.error.message);
}

function unreachable(error: NodeJS.ErrnoException): ApiCallError {
  // How a call ends that has a time limit, or that finds no room where it would have to wait.
  if (error.code === 'ABORT_ERR' || error.code === 'EAGAIN')
    return new ApiCallError('ERR_TIMEOUT', 'the master does not answer');
  return new ApiCallError('ERR_UNREACHABLE', `the master cannot be reached: ${error.message}`);
}
