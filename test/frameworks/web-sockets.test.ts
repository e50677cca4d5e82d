import {once} from 'node:events';
import http from 'node:http';
import {io, type Socket} from 'socket.io-client';
import {expect, onTestFinished, test} from 'vitest';
import {WebSocket} from 'ws';
import {startCluster} from '../support/cluster.js';
import {waitFor} from '../support/wait-for.js';

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
  const cluster = await startCluster('frameworks/ws.mjs', {workers: 1, args: ['--drain-timeout', '3s']});
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
