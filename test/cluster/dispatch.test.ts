import {execFile} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync} from 'node:fs';
import net from 'node:net';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';
import {POLICIES} from '../../source/api/types.js';
import {startCluster} from '../support/cluster.js';
import {get} from '../support/http.js';
import {SteadyClients} from '../support/steady-clients.js';
import {blockWorker} from '../support/stuck.js';
import {waitFor} from '../support/wait-for.js';

test('connections that a dying worker never took are served by another', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  const port = await cluster.port();
  const [worker] = await cluster.workers();
  const lost = get(port, '/block?ms=600000');
  const failed = expect(lost).rejects.toThrow();
  await waitFor('the worker to be stuck', async () => (await cluster.workers())[0]!.silentForMs > 1500);
  // One may be in the channel to the stuck worker; the others wait in the master.
  const waiting = Array.from({length: 5}, () => get(port, '/pid'));
  await cluster.waitUntil('held connections', snapshot => snapshot.cluster.listeners[0]!.held >= 4);
  process.kill(worker!.pid, 'SIGKILL');
  await failed;
  const answers = await Promise.all(waiting);
  const [replacement] = await cluster.workers();
  for (const {body} of answers) expect(body).toBe(String(replacement!.pid));
});

test('thousands of clients that come at once wait, and each is answered', async () => {
  const cluster = await startCluster('stuck.cjs', {workers: 1, args: ['--hang-timeout', '0s']});
  const port = await cluster.port();
  const {letGo} = await blockWorker(cluster);
  await cluster.waitUntil('a stuck worker', ({slots}) => slots[0]!.worker!.blocked);
  const clients = 6000;
  const answers = Array.from({length: clients}, () => get(port, '/'));
  // One is in the channel to the worker.
  await cluster.waitUntil('all to wait', snapshot => snapshot.cluster.listeners[0]!.held >= clients - 1);
  letGo();
  for (const {status} of await Promise.all(answers)) expect(status).toBe(200);
});

test('while no worker is ready, connections wait', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  const port = await cluster.port();
  const [worker] = await cluster.workers();
  process.kill(worker!.pid, 'SIGKILL');
  await cluster.waitForEvent(/died: SIGKILL/);
  expect((await get(port)).body).toBe('hello');
});

test.each(POLICIES)(
  'with %s a worker that is killed under load takes only what it was working on with it',
  async policy => {
    const cluster = await startCluster('http.cjs', {args: ['--policy', policy]});
    const port = await cluster.port();
    const [worker] = await cluster.workers();
    const total = 3000;
    const connections = 8;
    let sent = 0;
    let answered = 0;
    let failed = 0;
    let killed = false;
    const client = async () => {
      while (sent < total) {
        sent += 1;
        if (sent > total / 3 && !killed) {
          killed = true;
          process.kill(worker!.pid, 'SIGKILL');
        }
        try {
          await get(port);
          answered += 1;
        } catch {
          failed += 1;
        }
      }
    };
    await Promise.all(Array.from({length: connections}, client));
    expect(answered + failed).toBe(sent);
    // Each client has one request at a time, so no more can have been in that worker's hands.
    expect(failed).toBeLessThanOrEqual(connections);
    await cluster.waitForReady(2);
  },
);

test.each(POLICIES)(
  'with %s a worker that is killed takes only its own connections with it, and nothing hangs',
  async policy => {
    // Those that it has stay where they are.
    const cluster = await startCluster('http.cjs', {args: ['--policy', policy, '--no-rebalance']});
    const port = await cluster.port();
    const clients = new SteadyClients(port, {connections: 40, path: '/slow?ms=20'});
    await clients.waitForAnswers(2);
    const {slots} = await cluster.waitUntil('all connections', ({total}) => total.connections.open === 40);
    const {pid, connections} = slots[0]!.worker!;
    process.kill(pid, 'SIGKILL');
    await cluster.waitForEvent(new RegExp(`pid ${pid}\\) died: SIGKILL`));
    await clients.waitForAnswers(2);
    const {failed, closed} = await clients.stop();
    expect(failed + closed).toBeLessThanOrEqual(connections.open);
  },
);

test('a connection that arrives after the app has closed its server in one worker goes to another', async () => {
  const cluster = await startCluster('close-one.cjs');
  const port = await cluster.port();
  const [closer] = await cluster.workers();
  await waitFor('the server to be closed', async () => {
    await get(port, `/close?pid=${closer!.pid}`);
    return cluster.logs.some(({text}) => text === 'closed');
  });
  for (let i = 0; i < 10; i++) expect((await get(port, '/')).body).not.toBe(String(closer!.pid));
});

test('when the app closes its server everywhere, nobody listens any more', async () => {
  const cluster = await startCluster('close-one.cjs', {workers: 1});
  const port = await cluster.port();
  const [worker] = await cluster.workers();
  await get(port, `/close?pid=${worker!.pid}`);
  await cluster.waitUntil('no listener', snapshot => snapshot.cluster.listeners.length === 0);
  const socket = net.connect(port, '127.0.0.1');
  const [error] = await once(socket, 'error');
  expect(error.code).toBe('ECONNREFUSED');
});

test.runIf(process.platform === 'linux')(
  'a worker that has no file descriptor left refuses connections, and serves again when it has',
  async () => {
    const cluster = await startCluster('http.cjs', {workers: 1});
    const port = await cluster.port();
    const [worker] = await cluster.workers();
    const limit = async (count: number) =>
      promisify(execFile)('prlimit', [`--nofile=${count}:`, '--pid', String(worker!.pid)]);
    // What is above the limit stays open, and nothing more fits below it; what it still closes makes room.
    await waitFor('no descriptor to be left', async () => {
      const descriptors = readdirSync(`/proc/${worker!.pid}/fd`).map(Number);
      let free = 0;
      while (descriptors.includes(free)) free += 1;
      await limit(free);
      return get(port).then(
        () => false,
        () => true,
      );
    });
    for (let i = 0; i < 10; i++) await expect(get(port)).rejects.toThrow();
    await limit(1024);
    for (let i = 0; i < 10; i++) expect((await get(port)).body).toBe('hello');
  },
);

/** A command that lets another one have so many descriptors. */
const withDescriptors = (count: number) => ['prlimit', `--nofile=${count}:${count}`];

test.runIf(process.platform === 'linux')(
  'connections that wait take no more than half of the descriptors of the master',
  async () => {
    const cluster = await startCluster('stuck.cjs', {workers: 1, wrapper: withDescriptors(200)});
    const port = await cluster.port();
    const {letGo} = await blockWorker(cluster);
    await cluster.waitUntil('a stuck worker', ({slots}) => slots[0]!.worker!.blocked);
    const outcomes = {answered: 0, closed: 0};
    for (let i = 0; i < 150; i++) {
      get(port).then(
        () => outcomes.answered++,
        () => outcomes.closed++,
      );
    }
    await waitFor('what is too much to be closed', () => outcomes.closed === 50);
    await cluster.waitForEvent(/connections? to .* closed: 100 waited for a worker/);
    letGo();
    await waitFor('the others to be answered', () => outcomes.answered === 100);
  },
);

test.runIf(process.platform === 'linux')(
  'a master that has no descriptor left says so, with its limit, and serves again when it has',
  async () => {
    const cluster = await startCluster('http.cjs', {workers: 1, wrapper: withDescriptors(100)});
    const sockets = Array.from({length: 100}, () => net.connect(cluster.socketPath).on('error', () => {}));
    await cluster.waitForEvent(/the master uses all 100 descriptors that it may have \(ulimit -n\)/);
    for (const socket of sockets) socket.destroy();
    const port = await cluster.port();
    await waitFor('an answer', () => get(port).catch(() => null));
  },
);
