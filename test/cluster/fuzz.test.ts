import net from 'node:net';
import {expect, test} from 'vitest';
import {startCluster, type TestCluster} from '../support/cluster.js';
import {SteadyClients} from '../support/steady-clients.js';

const ROUNDS = 600;
const CONNECTIONS = 20;
/** Kept open to the end, more than the server takes. */
const SILENT_CONNECTIONS = 300;
const PATHS = [
  '/v1/status',
  '/v1/history?slot=',
  '/v1/routes',
  '/v1/stream?only=logs&slot=',
  '/v1/reload',
  '/v1/slots/1/kill',
  '/v1/slots/99/stack',
  '/v1/slots/%00/heap',
  '/v1/scale',
  '/v1/policy',
  '/v1/stop',
  '/metrics',
  '/../../etc/passwd',
];
/** None of them is what any call takes. */
const BODIES = [
  '{"workers":"4"}',
  '{"workers":1e999}',
  '{"workers":-1}',
  '{"policy":{}}',
  '{"signal":["SIGKILL"]}',
  '{"force":"yes"}',
  '{"__proto__":{"force":true},"x":1}',
  '[[[[[[',
  'null',
  '0',
  '"\u0000"',
  '{"pid":{}}',
  `{"x":"${'y'.repeat(100_000)}"}`,
  '['.repeat(60_000),
];

/** Mulberry32: the same numbers in each run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

function makeInput(random: () => number): Buffer {
  const one = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)]!;
  const bytes = (length: number) => Buffer.from(Array.from({length}, () => Math.floor(random() * 256)));
  const method = one(['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'X']);
  // What asks for nothing else would be understood.
  const path =
    method === 'POST' || method === 'PUT' ? one(PATHS) : `${one(PATHS)}${one(['', '1', 'x', '-1'])}`;
  const body = one([Buffer.from(one(BODIES)), bytes(Math.ceil(random() * 2000))]);
  const head = `${method} ${path} HTTP/1.1\r\nHost: x\r\n`;
  switch (Math.floor(random() * 6)) {
    case 0:
      return bytes(Math.ceil(random() * 4000));
    case 1:
      return Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`), body]);
    case 2:
      return Buffer.concat([Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n`), body]);
    case 3:
      return Buffer.from(`${head}X: ${'x'.repeat(40_000)}\r\n\r\n`);
    case 4:
      return Buffer.from(head.slice(0, Math.floor(random() * head.length)));
    default:
      return Buffer.concat([Buffer.from(`${head}Content-Length: 999999999\r\n\r\n`), body]);
  }
}

function closed(socket: net.Socket): Promise<void> {
  return new Promise(resolve => socket.once('close', () => resolve()));
}

/** Sends it, and ends when the server does or when it has said something. */
async function send(cluster: TestCluster, input: Buffer): Promise<void> {
  const socket = net.connect(cluster.socketPath);
  socket.on('error', () => {});
  socket.end(input);
  socket.once('data', () => socket.destroy());
  await closed(socket);
}

test('whatever is sent to the API, the cluster serves, and the API answers', async () => {
  const cluster = await startCluster('http.cjs');
  const before = await cluster.snapshot();
  const clients = new SteadyClients(await cluster.port(), {connections: 10});
  const random = numbers(1);
  const client = async () => {
    for (let round = 0; round < ROUNDS / CONNECTIONS; round++) await send(cluster, makeInput(random));
  };
  await Promise.all(Array.from({length: CONNECTIONS}, client));

  const silent = Array.from({length: SILENT_CONNECTIONS}, () => net.connect(cluster.socketPath));
  for (const socket of silent)
    socket
      .on('error', () => {})
      .resume()
      .write('GET /v1/status HTTP/1.1\r\n');
  // Those beyond the bound are closed at once, and the others in time.
  await Promise.race(silent.map(closed));
  for (const socket of silent) socket.destroy();

  await clients.waitForAnswers(2);
  expect(await clients.stop()).toMatchObject({failed: 0, closed: 0});
  const after = await cluster.waitUntil('an answer', () => true);
  expect(after.master.pid).toBe(before.master.pid);
  expect(after.cluster).toMatchObject({state: 'running', workers: 2, policy: 'round-robin', generation: 0});
  expect(after.slots.map(({worker}) => worker?.pid)).toEqual(before.slots.map(({worker}) => worker?.pid));
});
