import {once} from 'node:events';
import http from 'node:http';
import net from 'node:net';
import {io, type Socket} from 'socket.io-client';
import {expect, onTestFinished, test} from 'vitest';
import {WebSocket} from 'ws';
import type {WorkerSnapshot} from '../../source/api/types.js';
import {startCluster} from '../support/cluster.js';
import {makeKeepAlive} from '../support/keep-alive.js';
import {waitFor} from '../support/wait-for.js';

/** With the second that Node allows beyond the app's keep-alive timeout. A busy machine upgrades within it, too. */
const IDLE_MS_MAX = 3000;

/** A client at an address of its own. */
function connect(port: number, index: number, reconnection = false): Socket {
  const agent = new http.Agent({keepAlive: true, localAddress: `127.0.3.${index + 1}`} as http.AgentOptions);
  const socket = io(`http://127.0.0.1:${port}`, {agent: agent as never, forceNew: true, reconnection});
  onTestFinished(() => {
    socket.disconnect();
    agent.destroy();
  });
  return socket;
}

test('with sticky, clients of socket.io begin by polling and go on over a WebSocket', async () => {
  const cluster = await startCluster('frameworks/socket-io.cjs', {workers: 4, args: ['--policy', 'sticky']});
  const port = await cluster.port();
  const clients = Array.from({length: 12}, (_, index) => connect(port, index));
  const pids = await Promise.all(
    clients.map(
      client =>
        new Promise<number>((resolve, reject) => {
          client.once('pid', resolve);
          client.once('connect_error', reject);
        }),
    ),
  );
  expect(new Set(pids).size).toBeGreaterThan(1);
  await waitFor('all to be upgraded', () =>
    clients.every(({io: manager}) => manager.engine.transport.name === 'websocket'),
  );
  for (const [index, client] of clients.entries()) {
    expect(await client.timeout(10_000).emitWithAck('echo', `hello ${index}`)).toBe(`hello ${index}`);
  }
});

test('clients of socket.io come back by themselves after a reload', async () => {
  const cluster = await startCluster('frameworks/socket-io.cjs', {
    workers: 2,
    args: ['--policy', 'sticky', '--drain-timeout', '300ms'],
  });
  const client = connect(await cluster.port(), 0, true);
  const pids: number[] = [];
  client.on('pid', pid => pids.push(pid));
  await waitFor('the connection', () => pids.length === 1);
  await cluster.client.reload();
  await waitFor('the next one', () => pids.length === 2);
  expect(await client.timeout(10_000).emitWithAck('echo', 'again')).toBe('again');
});

async function open(port: number): Promise<{socket: WebSocket; pid: number}> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  const [pid] = await once(socket, 'message');
  return {socket, pid: Number(pid)};
}

test('a WebSocket may finish while its worker drains, and is cut after the drain timeout', async () => {
  const cluster = await startCluster('frameworks/ws.mjs', {workers: 1, args: ['--drain-timeout', '10s']});
  const {socket, pid} = await open(await cluster.port());
  const closed = once(socket, 'close');
  const reload = cluster.client.reload();
  await cluster.waitForEvent(/is stopping, 1 connection open/);
  socket.send('still here');
  expect(String((await once(socket, 'message'))[0])).toBe('echo still here');
  const next = await open(await cluster.port());
  expect(next.pid).not.toBe(pid);
  await closed;
  await reload;
  next.socket.close();
});

test('an app that hears of the drain closes its WebSockets itself', async () => {
  const cluster = await startCluster('frameworks/ws.mjs', {
    workers: 1,
    env: {CLOSE_ON_DRAIN: '1'},
    args: ['--drain-timeout', '1h'],
  });
  const {socket} = await open(await cluster.port());
  const closed = once(socket, 'close');
  await cluster.client.reload();
  expect((await closed)[0]).toBe(1012);
});

test('a WebSocket on a connection that was moved while it was idle is not held to the limit for idle ones', async () => {
  const {allow, ...keepAlive} = makeKeepAlive(120_000);
  const cluster = await startCluster('frameworks/ws.mjs', {workers: 1, ...keepAlive});
  const port = await cluster.port();
  const connection = net.connect(port, '127.0.0.1');
  connection.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(String((await once(connection, 'data'))[0])).toMatch(/hello$/);
  const [{pid: before}] = (await cluster.workers()) as [WorkerSnapshot];
  // From the next worker on: the first one is not to close it before that is there.
  allow(IDLE_MS_MAX - 1000);
  const reload = cluster.client.reload();
  const line = await waitFor('the connection to move', () =>
    cluster.logs.find(({text, pid}) => text === `CONNECTION ${pid}` && pid !== before),
  );
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, {createConnection: () => connection});
  expect(String((await once(socket, 'message'))[0])).toBe(String(line.pid));
  await reload;
  const late = `in ${IDLE_MS_MAX + 500} ms`;
  for (let i = 0; i < 2; i++) {
    socket.send(late);
    expect(String((await once(socket, 'message'))[0])).toBe(`echo ${late}`);
  }
  expect((await cluster.workers()).map(({pid}) => pid)).toEqual([line.pid]);
  expect((await cluster.snapshot()).total.crashes).toBe(0);
  socket.terminate();
});
