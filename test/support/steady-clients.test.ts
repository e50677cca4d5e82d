import {once} from 'node:events';
import net from 'node:net';
import {expect, onTestFinished, test} from 'vitest';
import {SteadyClients} from './steady-clients.js';
import {waitFor} from './wait-for.js';

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const HANG_MS = 100;

/** @param answers to a connection's requests, one after the other; then it is closed. `null` leaves one without. */
async function clientsOf(...answers: readonly (string | null)[]): Promise<SteadyClients> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer(socket => {
    sockets.add(socket);
    const rest = [...answers];
    socket.on('data', () => {
      const answer = rest.shift();
      if (answer) socket.write(answer);
      if (rest.length === 0 && answer !== null) socket.end();
    });
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as net.AddressInfo;
  const clients = new SteadyClients(port, {connections: 1, seed: 1});
  onTestFinished(async () => {
    await clients.end(0);
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return clients;
}

async function firstLoss(clients: SteadyClients): Promise<string> {
  const [{kind}] = await waitFor(
    'a loss',
    () => clients.losses.length > 0 && ([clients.losses[0]!] as const),
  );
  return kind;
}

test.each([
  ['closed after an answer', 'closed', [ANSWER]],
  ['closed after an answer that said so', 'announced', [ANSWER.replace('OK', 'OK\r\nConnection: close')]],
  ['closed within an answer', 'failed', [ANSWER.slice(0, -1)]],
  ['answered by an error', 'failed', [ANSWER.replace('200 OK', '503 Busy'), ANSWER]],
])('a connection that is %s is %s', async (_, kind, answers) => {
  expect(await firstLoss(await clientsOf(...answers))).toBe(kind);
});

test('a request without an answer is in flight, and hangs in the end', async () => {
  const clients = await clientsOf(ANSWER, null);
  await waitFor('the second request', () => clients.answered === 1 && clients.inFlight.size === 1);
  expect(await clients.end(HANG_MS)).toEqual({answered: 1, failed: 0, closed: 0, announced: 0, hung: 1});
});
