import http from 'node:http';
import type {AddressInfo} from 'node:net';
import type {ClusterControl} from './control.js';
import {PLAIN_CALLS} from './plain-calls.js';

/** Longest head of a request. */
const HEAD_BYTES_MAX = 8 * 1024;
/** Connections at once; more are closed. */
const CONNECTIONS_MAX = 64;
/** How long a request may take to arrive, and a connection may be silent. */
const IDLE_MS_MAX = 5000;
/** How often that is looked after. */
const CHECK_INTERVAL_MS = 1000;
const METHODS = ['GET', 'HEAD'];

/** The calls that may be had over TCP: all of them only tell, and none of them acts. Not yet listening. */
export function createMetricsServer(control: ClusterControl): http.Server {
  const server = http.createServer({
    maxHeaderSize: HEAD_BYTES_MAX,
    headersTimeout: IDLE_MS_MAX,
    requestTimeout: IDLE_MS_MAX,
    keepAliveTimeout: IDLE_MS_MAX,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
  });
  server.maxConnections = CONNECTIONS_MAX;
  server.timeout = IDLE_MS_MAX;
  // A connection that cannot be accepted ends nobody; that descriptors are lacking, the master tells.
  server.on('error', () => {});
  server.on('request', (request, response) => {
    // One after the other on a connection: whoever sends thousands at once would have the master do nothing else.
    if (response.socket === null) request.socket.destroy();
    else answer(control, request, response);
  });
  // Somebody who keeps all of them open is not to keep out whoever asks next.
  server.on('drop', () => server.closeIdleConnections());
  return server;
}

/**
 * @returns where the metrics are, as a URL with the port that the system gave.
 * @throws an `Error` with one line for the user.
 */
export async function listenForScrapes(server: http.Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(describe(error, host, port))));
    server.listen(port, host, resolve);
  });
  const {address, family, port: actualPort} = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${actualPort}/metrics`;
}

async function answer(
  control: ClusterControl,
  {method, url = ''}: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const path = url.split('?', 1)[0]!;
  const call = Object.hasOwn(PLAIN_CALLS, path) ? PLAIN_CALLS[path] : undefined;
  if (!call) {
    send(response, 404, `no such path; there are ${Object.keys(PLAIN_CALLS).join(', ')}\n`);
  } else if (!METHODS.includes(method!)) {
    response.setHeader('allow', METHODS.join(', '));
    send(response, 405, `${path} takes only ${METHODS.join(' and ')}\n`);
  } else {
    try {
      const {status, contentType, text} = await call(control);
      send(response, status, text, contentType);
    } catch (error) {
      send(response, 500, `${(error as Error).message}\n`);
    }
  }
}

function send(
  response: http.ServerResponse,
  status: number,
  text: string,
  contentType = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}

function describe({code, message}: NodeJS.ErrnoException, host: string, port: number): string {
  const place = `--metrics-port ${port} on ${host}`;
  if (code === 'EADDRINUSE') return `${place} is taken: another process has it (EADDRINUSE)`;
  if (code === 'EACCES') return `${place} is not allowed: ports below 1024 need privileges (EACCES)`;
  if (code === 'EADDRNOTAVAIL') return `${place} cannot be: this machine has no such address (EADDRNOTAVAIL)`;
  return `${place} cannot be listened on: ${message}`;
}
