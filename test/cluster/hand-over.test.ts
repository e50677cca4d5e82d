import {once} from 'node:events';
import {writeFileSync} from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import {expect, test} from 'vitest';
import {readyWorkers} from '../../source/api/ready-workers.js';
import {POLICIES, type WorkerSnapshot} from '../../source/api/types.js';
import {freePort} from '../bench/peers/server.js';
import {startCluster} from '../support/cluster.js';
import {get} from '../support/http.js';
import {makeKeepAlive} from '../support/keep-alive.js';
import {askBlocking} from '../support/slow.js';
import {SteadyClients} from '../support/steady-clients.js';
import {waitFor} from '../support/wait-for.js';

const NOTHING_LOST = {failed: 0, closed: 0};
/** Of one test: it has its fill of work, however fast that is done. */
const MANY_WORKERS_MS = 240_000;

test.each(POLICIES.filter(policy => policy !== 'sticky'))(
  'with %s a scale up spreads the connections that are open, to within one',
  async policy => {
    const cluster = await startCluster('http.cjs', {args: ['--policy', policy]});
    const clients = new SteadyClients(await cluster.port(), {connections: 42});
    await clients.waitForAnswers(2);
    await cluster.client.scale(5);
    await cluster.waitForReady(5);
    await cluster.waitUntil('an even distribution', ({slots}) => {
      const open = slots.map(({worker}) => worker!.connections.open);
      return open.reduce((sum, count) => sum + count, 0) === 42 && Math.max(...open) - Math.min(...open) <= 1;
    });
    expect(await clients.stop()).toMatchObject(NOTHING_LOST);
  },
);

/** A connection that stays open. @returns the pid that has answered on it, too. */
async function openConnection(port: number): Promise<{socket: net.Socket; pid: string}> {
  const socket = net.connect(port, '127.0.0.1').setEncoding('utf8');
  return {socket, pid: await ask(socket)};
}

async function ask(socket: net.Socket): Promise<string> {
  socket.write('GET /pid HTTP/1.1\r\nHost: x\r\n\r\n');
  return String((await once(socket, 'data'))[0]).split('\r\n\r\n')[1]!;
}

/** @returns whether all was answered before the worker that is busy was known to be blocked. */
async function scaleBesideBusyWorker(): Promise<boolean> {
  const cluster = await startCluster('stuck.cjs', {workers: 3});
  const port = await cluster.port();
  const connections: Awaited<ReturnType<typeof openConnection>>[] = [];
  for (let i = 0; i < 12; i++) connections.push(await openConnection(port));
  const [busy, free, leaving] = (await cluster.workers()).map(({pid}) =>
    connections.filter(connection => connection.pid === String(pid)),
  );
  for (const {socket} of busy!.slice(1)) socket.destroy();
  await cluster.waitUntil('one of its connections', ({slots}) => slots[0]!.worker!.connections.open === 1);
  busy![0]!.socket.write('GET /loop HTTP/1.1\r\nHost: x\r\n\r\n');
  await waitFor('the loop', () => cluster.logs.some(({text}) => text === 'STUCK /loop'));

  await cluster.client.scale(2);
  const answers: string[] = [];
  for (const {socket} of leaving!) ask(socket).then(pid => answers.push(pid));
  // One is in the channel to the busy worker.
  await waitFor('the answers to all but one', () => answers.length >= leaving!.length - 1);
  const isKnown = cluster.messages().some(text => /^worker 1 .* is blocked/.test(text));
  if (!isKnown) expect(new Set(answers)).toEqual(new Set([free![0]!.pid]));
  for (const {socket} of connections) socket.destroy();
  return !isKnown;
}

test('connections go round a worker that is busy with something, though it has the fewest', async () => {
  // A machine that is busy may take so long that the worker is known to be blocked, which shows nothing.
  const outcomes: boolean[] = [];
  while (outcomes.length < 5 && !outcomes.includes(true)) outcomes.push(await scaleBesideBusyWorker());
  expect(outcomes).toContain(true);
});

test('a response that has ended but is not sent yet is sent to its end', async () => {
  const cluster = await startCluster('http.cjs', {args: ['--drain-timeout', '1h']});
  const bytes = 30_000_000;
  const options = {port: await cluster.port(), path: `/big?bytes=${bytes}`};
  const [response] = (await once(http.get(options), 'response')) as [http.IncomingMessage];
  await cluster.waitUntil('its connection to be counted', ({total}) => total.connections.open === 1);
  // Nothing is read until the worker that sends it is asked to go.
  const reload = cluster.client.reload();
  await cluster.waitForEvent(/is stopping, 1 connection open/);
  let received = 0;
  for await (const chunk of response) received += chunk.length;
  expect(received).toBe(bytes);
  await reload;
});

test('a connection that has sent nothing yet, or half a request, is served by whoever has it then', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1, args: ['--drain-timeout', '1h']});
  const port = await cluster.port();
  const silent = net.connect(port, '127.0.0.1').setEncoding('utf8');
  const half = net.connect(port, '127.0.0.1').setEncoding('utf8');
  half.write('GET /pid HTTP/1.1\r\nHo');
  await cluster.waitUntil('both connections', ({total}) => total.connections.open === 2);
  const [before] = await cluster.workers();
  const reload = cluster.client.reload();
  await cluster.waitUntil('the silent one to move', ({slots}) => slots[0]!.worker!.connections.open === 1);
  const [after] = await cluster.workers();
  silent.write('GET /pid HTTP/1.1\r\nHost: x\r\n\r\n');
  expect((await once(silent, 'data'))[0]).toContain(`\r\n\r\n${after!.pid}`);
  half.write('st: x\r\n\r\n');
  expect((await once(half, 'data'))[0]).toContain(`\r\n\r\n${before!.pid}`);
  // Its next request goes to the new one, on the same connection.
  await reload;
  half.write('GET /pid HTTP/1.1\r\nHost: x\r\n\r\n');
  expect((await once(half, 'data'))[0]).toContain(`\r\n\r\n${after!.pid}`);
  silent.destroy();
  half.destroy();
});

test('pipelined requests are answered in order by whoever has them, and the connection stays open', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1, args: ['--drain-timeout', '1h']});
  const socket = net.connect(await cluster.port(), '127.0.0.1').setEncoding('utf8');
  let received = '';
  socket.on('data', text => {
    received += text;
  });
  const before = (await cluster.workers())[0]!.pid;
  const file = path.join(cluster.place.directory, 'let-go');
  const paths = [`/slow-until?file=${encodeURIComponent(file)}`, '/pid', '/slow?ms=300', '/pid'];
  socket.write(paths.map(path => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
  await cluster.waitUntil('the requests', ({total}) => total.requests.inFlight > 0);
  const bodies = () => [...received.matchAll(/\r\n\r\n([a-z]+|\d+)/g)].map(([, body]) => body);
  const reload = cluster.client.reload();
  await cluster.waitForEvent(/is stopping, 1 connection open/);
  writeFileSync(file, '');
  await reload;
  await waitFor('four answers', () => bodies().length === 4);
  expect(bodies()).toEqual(['slow', String(before), 'slow', String(before)]);
  socket.write('GET /pid HTTP/1.1\r\nHost: x\r\n\r\n');
  await waitFor('one more', () => bodies().length === 5);
  expect(bodies()[4]).toBe(String((await cluster.workers())[0]!.pid));
  socket.destroy();
});

test('a connection that is handed over counts once', async () => {
  const cluster = await startCluster('http.cjs');
  const clients = new SteadyClients(await cluster.port(), {connections: 10});
  await clients.waitForAnswers(2);
  await cluster.client.reload();
  await clients.waitForAnswers(2);
  expect(await clients.stop()).toMatchObject(NOTHING_LOST);
  const {total} = await cluster.waitUntil('the last figures', snapshot => {
    return snapshot.total.requests.finished === clients.answered;
  });
  expect(total.connections.accepted).toBe(10);
});

test('connections over a Unix socket move, too', async () => {
  const cluster = await startCluster('many.cjs');
  await cluster.port('unix');
  const clients = new SteadyClients(0, {socketPath: `${cluster.place.directory}/app.sock`});
  await clients.waitForAnswers(2);
  await cluster.client.reload();
  await clients.waitForAnswers(2);
  expect(await clients.stop()).toMatchObject(NOTHING_LOST);
});

test('a connection that was handed over and stays silent is closed after the app’s own keep-alive timeout', async () => {
  const {allow, ...keepAlive} = makeKeepAlive(120_000);
  const cluster = await startCluster('http.cjs', {workers: 1, ...keepAlive});
  const socket = net.connect(await cluster.port(), '127.0.0.1').setEncoding('utf8');
  socket.write('GET /pid HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'data');
  // From the next worker on: the first one is not to close it before that is there.
  allow(6000);
  await cluster.client.reload();
  // A request that takes longer than that is no silence.
  socket.write('GET /slow?ms=8000 HTTP/1.1\r\nHost: x\r\n\r\n');
  expect((await once(socket, 'data'))[0]).toContain('slow');
  const closed = once(socket, 'close');
  await cluster.client.reload();
  await closed;
});

test('a connection that was handed over is idle to Node, and not late with its next request', async () => {
  const cluster = await startCluster('http.cjs', {
    workers: 1,
    env: {HEADERS_MS: '1000', SERVER_TIMEOUT: '1000'},
  });
  const port = await cluster.port();
  const socket = net.connect(port, '127.0.0.1').setEncoding('utf8');
  socket.write('GET /pid HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'data');
  await cluster.client.reload();
  // One that began a request later is late with it: the time has run out for both, if for any.
  const late = net.connect(port, '127.0.0.1');
  late.write('GET /pid HTTP/1.1\r\n');
  late.resume();
  await once(late, 'close');
  const [worker] = await cluster.workers();
  socket.write('GET /pid HTTP/1.1\r\nHost: x\r\n\r\n');
  expect((await once(socket, 'data'))[0]).toContain(`\r\n\r\n${worker!.pid}`);
  socket.write('GET /pid HTTP/1.1\r\nHost: x\r\n\r\n');
  expect((await once(socket, 'data'))[0]).toContain(`\r\n\r\n${worker!.pid}`);
  socket.destroy();
  // The worker has heard of no request but those two, and the one before the hand-over.
  await cluster.waitUntil('three requests', ({total}) => total.requests.started === 3);
});

test('idle clients, moved ones and silent ones too, do not hold up a stop', async () => {
  const cluster = await startCluster('http.cjs', {args: ['--drain-timeout', '1h']});
  const port = await cluster.port();
  const moved = net.connect(port, '127.0.0.1').setEncoding('utf8');
  moved.write('GET /pid HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(moved, 'data');
  const silent = net.connect(port, '127.0.0.1');
  await cluster.waitUntil('both connections', ({total}) => total.connections.open === 2);
  await cluster.client.reload();
  expect(await cluster.stop()).toBe(0);
  moved.destroy();
  silent.destroy();
});

test('connections whose destroy the app has wrapped, and whose time it has not limited, move, too', async () => {
  const cluster = await startCluster('http.cjs', {env: {WRAP_DESTROY: '1', SERVER_TIMEOUT: 'null'}});
  const clients = new SteadyClients(await cluster.port());
  await clients.waitForAnswers(2);
  await cluster.client.reload();
  await clients.waitForAnswers(2);
  expect(await clients.stop()).toMatchObject(NOTHING_LOST);
});

test('64 workers come, share the connections evenly, and go, without a client noticing', {
  timeout: MANY_WORKERS_MS,
}, async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  const clients = new SteadyClients(await cluster.port(), {connections: 128, thinkMs: 50});
  await clients.waitForAnswers(1);
  await cluster.client.scale(64);
  // Step by step: a busy machine may take longer for all of them than anything is waited for.
  for (let count = 8; count <= 64; count += 8) {
    await cluster.waitUntil(`${count} ready`, snapshot => readyWorkers(snapshot).length >= count);
  }
  await cluster.waitUntil('two connections each', ({slots}) =>
    slots.every(({worker}) => Math.abs(worker!.connections.open - 2) <= 1),
  );
  await cluster.client.scale(1);
  await cluster.waitUntil('one worker', ({slots}) => slots.length === 1);
  await clients.waitForAnswers(1);
  expect(await clients.stop()).toMatchObject(NOTHING_LOST);
});

test('what waits for a worker that is blocked when it is to go is answered when it is back', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1, args: ['--drain-timeout', '1h']});
  const port = await cluster.port();
  const clients = new SteadyClients(port, {connections: 10});
  await clients.waitForAnswers(1);
  const blocking = askBlocking(port, cluster.place.directory);
  await cluster.waitUntil('a stuck worker', ({slots}) => slots[0]!.worker!.blocked);
  await cluster.client.kill(1);
  blocking.letGo();
  await blocking.answer;
  await clients.waitForAnswers(2);
  expect(await clients.stop()).toMatchObject(NOTHING_LOST);
});

test('what expects to see the beginning of a connection keeps those that it has, and says that they end', async () => {
  const cluster = await startCluster('proxy-header.cjs', {workers: 1, args: ['--drain-timeout', '1h']});
  const [{pid}] = (await cluster.workers()) as [WorkerSnapshot];
  const socket = net.connect(await cluster.port(), '127.0.0.1').setEncoding('utf8');
  socket.write('PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n');
  expect(await ask(socket)).toBe(`${pid}`);
  // One that has not begun would be waited for only for a while.
  socket.write('GET /pid HTTP/1.1\r\nHo');
  const reload = cluster.client.reload();
  await cluster.waitUntil('a drain', ({slots}) => slots[0]!.others.some(({phase}) => phase === 'draining'));
  socket.write('st: x\r\n\r\n');
  expect(String((await once(socket, 'data'))[0])).toMatch(/Connection: close\r\n.*\r\n\r\n\d+$/s);
  await reload;
});

test('clients of a port that goes with its workers are not held', async () => {
  const [stays, goes] = [await freePort(), await freePort()];
  const cluster = await startCluster('own-port.cjs', {
    workers: 3,
    env: {PORTS: `${stays},${goes},${goes}`},
    args: ['--drain-timeout', '1h', '--ready-timeout', '1h'],
  });
  const socket = net.connect(goes, '127.0.0.1').setEncoding('utf8');
  await ask(socket);
  await cluster.client.scale(1);
  await waitFor('a refusal', () =>
    get(goes).then(
      () => false,
      ({code}) => code === 'ECONNREFUSED',
    ),
  );
  await waitFor('the end of the idle connection', () => socket.closed);
  await cluster.waitUntil('one worker', ({slots}) => slots.length === 1);
  expect((await get(stays)).status).toBe(200);
});
