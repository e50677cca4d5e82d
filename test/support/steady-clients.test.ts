import {once} from 'node:events';
import net from 'node:net';
import {expect, onTestFinished, test} from 'vitest';
import {SteadyClients} from './steady-clients.js';
import {waitFor} from './wait-for.js';

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const HANG_MS = 100;
/** Far beyond what a test takes: no client asks again. */
const THINK_MS = 30_000;

async function listen(server: net.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as net.AddressInfo).port;
}

/** @param answers to a connection's requests, one after the other; then it is closed. `null` leaves one without. */
async function clientsOf(thinkMs: number, ...answers: readonly (string | null)[]): Promise<SteadyClients> {
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
  const clients = new SteadyClients(await listen(server), {connections: 1, thinkMs});
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
  expect(await firstLoss(await clientsOf(THINK_MS, ...answers))).toBe(kind);
});

test('a request without an answer is in flight, and hangs in the end', async () => {
  const clients = await clientsOf(0, ANSWER, null);
  await waitFor('the second request', () => clients.answered === 1 && clients.inFlight.size === 1);
  expect(await clients.end(HANG_MS)).toEqual({answered: 1, failed: 0, closed: 0, announced: 0, hung: 1});
});

test('an error that announces the end of its connection is lost once', async () => {
  const clients = await clientsOf(THINK_MS, ANSWER.replace('200 OK', '503 Busy\r\nConnection: close'));
  await waitFor('the next connection', () => clients.losses.length > 1);
  expect(clients.tally).toMatchObject({answered: 0, failed: clients.losses.length, closed: 0});
});

test('a connection that is refused has failed, and is of nobody', async () => {
  const server = net.createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  const clients = new SteadyClients(port, {connections: 1});
  onTestFinished(async () => void (await clients.end(0)));
  await waitFor('two losses', () => clients.losses.length >= 2);
  expect(clients.losses[0]).toMatchObject({kind: 'failed', from: ''});
  expect(clients.inFlight).toEqual(new Set());
});

test('a connection that is closed while clients leave is noticed', async () => {
  let connection: net.Socket | null = null;
  const server = net.createServer(socket => {
    connection = socket;
    socket.on('data', () => socket.write(ANSWER)).on('error', () => {});
  });
  const clients = new SteadyClients(await listen(server), {connections: 1, thinkMs: THINK_MS});
  onTestFinished(() => void server.close());
  await waitFor('an answer', () => clients.answered === 1);
  const ended = clients.end(THINK_MS);
  connection!.end();
  expect(await ended).toMatchObject({answered: 1, failed: 0, closed: 1, announced: 0, hung: 0});
});

test('one that thinks when the time is over does not hang', async () => {
  const server = net.createServer(socket => {
    socket.on('data', () => socket.write(ANSWER)).on('error', () => {});
  });
  const clients = new SteadyClients(await listen(server), {connections: 1, thinkMs: THINK_MS});
  onTestFinished(() => void server.close());
  await waitFor('an answer', () => clients.answered === 1);
  expect(await clients.end(0)).toMatchObject({closed: 0, hung: 0});
});

test('with a seed, clients begin in an order of its own, the same each time', async () => {
  const order = async (seed?: number) => {
    const from: string[] = [];
    const server = net.createServer(socket => {
      from.push(socket.remoteAddress!);
      socket.on('error', () => {});
    });
    const clients = new SteadyClients(await listen(server), {connections: 10, seed});
    await waitFor('all clients', () => from.length === 10);
    await clients.end(0);
    server.close();
    return from;
  };
  const [none, one, again, other] = [await order(), await order(1), await order(1), await order(2)];
  expect(none).toEqual(Array.from({length: 10}, (_, index) => `127.0.1.${1 + index}`));
  expect(again).toEqual(one);
  expect(one).not.toEqual(none);
  expect(other).not.toEqual(one);
});
