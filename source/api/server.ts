import http from 'node:http';
import {ActionError} from './action-error.js';
import type {ApiErrorCode} from './types.js';

/** Longest head of a request. */
const HEAD_BYTES_MAX = 16 * 1024;
/** How long a request may take to arrive; what it asks for may take longer. */
const ARRIVAL_MS_MAX = 10_000;
/** Connections at once; more are closed. */
const CONNECTIONS_MAX = 256;

const STATUS: Record<ApiErrorCode, number> = {
  ERR_BAD_REQUEST: 400,
  ERR_NOT_FOUND: 404,
  ERR_NO_SUCH_SLOT: 404,
  ERR_NO_WORKER: 409,
  ERR_NO_CLUSTER: 409,
  ERR_BUSY: 409,
  ERR_STOPPING: 409,
  ERR_ACTION_FAILED: 500,
  ERR_TOO_MANY_STREAMS: 503,
  ERR_INTERNAL: 500,
};

/** Answers one request of the API, or rejects with what is wrong with it. */
export type Answer = (incoming: http.IncomingMessage, response: http.ServerResponse) => Promise<void>;

/**
 * The server of a cluster's API, not yet listening. On Node's own server: one on the classes of `fetch` has Node load these
 * with undici, HTTP/2 and TLS, which is 4 MB more in each master (Node 20.20).
 * @param load asked for what answers, by each request.
 */
export function createApiServer(load: () => Promise<Answer>): http.Server {
  const server = http.createServer({
    maxHeaderSize: HEAD_BYTES_MAX,
    headersTimeout: ARRIVAL_MS_MAX,
    requestTimeout: ARRIVAL_MS_MAX,
  });
  server.maxConnections = CONNECTIONS_MAX;
  // A connection that cannot be accepted ends nobody; that descriptors are lacking, the master tells.
  server.on('error', () => {});
  server.on('request', async (incoming: http.IncomingMessage, response: http.ServerResponse) => {
    try {
      const answer = await load();
      await answer(incoming, response);
    } catch (error) {
      if (response.headersSent) {
        response.destroy();
        return;
      }
      const code = error instanceof ActionError ? error.code : 'ERR_INTERNAL';
      // What is left of a body that is too long is not waited for.
      if (!incoming.complete) response.setHeader('connection', 'close');
      sendJson(response, STATUS[code], {error: {code, message: (error as Error).message}});
    }
  });
  return server;
}

export function sendJson(response: http.ServerResponse, status: number, answer: unknown): void {
  send(response, status, JSON.stringify(answer), 'application/json');
}

export function send(response: http.ServerResponse, status: number, text: string, contentType: string): void {
  response.writeHead(status, {'content-type': contentType, 'content-length': Buffer.byteLength(text)});
  response.end(text);
}
