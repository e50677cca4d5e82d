import http from 'node:http';
import type {ApiErrorCode} from './types.js';

/** Longest head of a request. */
const HEAD_BYTES_MAX = 16 * 1024;
/** How long a request may take to arrive; what it asks for may take longer. */
const ARRIVAL_MS_MAX = 10_000;
/** Connections at once; more are closed. */
const CONNECTIONS_MAX = 256;

/** Answers one request of the API, whatever it asks for. */
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
      // What is left of its body is not waited for.
      if (!incoming.complete) response.setHeader('connection', 'close');
      sendError(response, 500, 'ERR_INTERNAL', (error as Error).message);
    }
  });
  return server;
}

export function sendError(
  response: http.ServerResponse,
  status: number,
  code: ApiErrorCode,
  message: string,
): void {
  send(response, status, JSON.stringify({error: {code, message}}), 'application/json');
}

export function send(response: http.ServerResponse, status: number, text: string, contentType: string): void {
  response.writeHead(status, {'content-type': contentType, 'content-length': Buffer.byteLength(text)});
  response.end(text);
}
