import {once} from 'node:events';
import http from 'node:http';
import type {AddressInfo} from 'node:net';
import {expect, onTestFinished, test} from 'vitest';
import {INSTALL_MS_MAX} from '../package-cache.js';
import type {BenchServer} from '../peers/server.js';
import {findAutocannon, readAutocannon} from './autocannon.js';
import {LoadClient, type LoadGenerator} from './load.js';

const RUN_MS_MAX = 60_000;
/** Where that is wanted, as by .ci/run: they have npm ask its registry, and write outside of the checkout. */
const WITH_INSTALLS = {timeout: INSTALL_MS_MAX + RUN_MS_MAX, skip: !process.env.BENCH_INSTALLS};
const CONNECTIONS = 8;
const TALLY = {answered: 3000, sent: 3008, errors: 0, timeouts: 0, non2xx: 0, ms: 1500};

test('what a run of autocannon tells is read, and its failures are no figures', () => {
  const read = (tally: Partial<typeof TALLY>) =>
    readAutocannon(JSON.stringify({...TALLY, ...tally}), CONNECTIONS);
  expect(read({})).toEqual({answered: 3000, requestsPerSecond: 2000});
  expect(() => read({errors: 2, timeouts: 1})).toThrow(/errors 2 \(timeouts 1\)/);
  expect(() => read({non2xx: 3000})).toThrow(/other than 2xx 3000/);
  expect(() => read({sent: 3009})).toThrow(/without an answer 1$/);
  expect(() => read({sent: 3000, non2xx: 1})).toThrow(/without an answer 0$/);
  expect(() => readAutocannon('', CONNECTIONS)).toThrow('autocannon ended without a result');
});

test(
  'autocannon counts what the server does, on connections that stay open and on new ones',
  WITH_INSTALLS,
  async () => {
    const autocannon = await installed();
    const {server, counts} = await serve((_, response) => response.end('hello\n'));
    const kept = await autocannon.run(server, {connections: CONNECTIONS, keepAlive: true, ms: 1000});
    // Each connection waits for an answer when it is over.
    expect(counts.requests - kept.answered).toBeGreaterThanOrEqual(0);
    expect(counts.requests - kept.answered).toBeLessThanOrEqual(CONNECTIONS);
    expect(counts.connections).toBe(CONNECTIONS);
    Object.assign(counts, {requests: 0, connections: 0});
    const fresh = await autocannon.run(server, {connections: CONNECTIONS, keepAlive: false, ms: 250});
    expect(counts).toEqual({requests: fresh.answered, connections: fresh.answered});
  },
);

test('autocannon has no figures of a server that fails', WITH_INSTALLS, async () => {
  const autocannon = await installed();
  const load = {connections: CONNECTIONS, keepAlive: true, ms: 1000};
  const wrong = await serve((_, response) => response.writeHead(500).end());
  await expect(autocannon.run(wrong.server, load)).rejects.toThrow(/other than 2xx [1-9]/);
  const silent = await serve(request => request.socket.end());
  await expect(autocannon.run(silent.server, load)).rejects.toThrow(/without an answer [1-9]/);
});

function installed(): Promise<LoadGenerator> {
  const client = new LoadClient();
  onTestFinished(() => client.close());
  return findAutocannon(client);
}

/** A server that counts what comes. */
async function serve(answer: http.RequestListener) {
  const counts = {requests: 0, connections: 0};
  const listener = http.createServer((request, response) => {
    counts.requests += 1;
    answer(request, response);
  });
  listener.on('connection', () => {
    counts.connections += 1;
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const stop = async () => {
    listener.close();
    listener.closeAllConnections();
  };
  onTestFinished(stop);
  const {port} = listener.address() as AddressInfo;
  const server: BenchServer = {name: 'a server that counts', port, pids: [process.pid], stop};
  return {server, counts};
}
