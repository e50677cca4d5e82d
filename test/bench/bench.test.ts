import {randomUUID} from 'node:crypto';
import {once} from 'node:events';
import {existsSync, rmSync} from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {expect, onTestFinished, test, vi} from 'vitest';
import {endMarked, isAlive, MARK} from '../support/processes.js';
import {SteadyClients} from '../support/steady-clients.js';
import {waitFor} from '../support/wait-for.js';
import {readArguments} from './arguments.js';
import {acceptedConnections} from './connections.js';
import {answeredAt} from './load/answers.js';
import {runArrivals} from './load/arrivals.js';
import {runBlocks, turn} from './load/blocks.js';
import {type Load, LoadClient} from './load/load.js';
import {readWrk} from './load/wrk.js';
import {replaceOne} from './measures/losses/disturbances.js';
import {bare} from './peers/bare.js';
import {clusterview, startDetached} from './peers/clusterview.js';
import {nodeCluster} from './peers/node-cluster.js';
import {onlinePids} from './peers/pm2.js';
import type {BenchServer, Contender, ReplacingServer} from './peers/server.js';
import {endAll} from './running.js';

test.each([1, 2, 3, 4, 7])(
  '%d contenders are loaded in turn, each from both sides, and first as often',
  count => {
    const turns = Array.from({length: 2 * count}, (_, block) => turn(count, block));
    const all = Array.from({length: count}, (_, index) => index);
    for (const order of turns) expect([...order].sort((a, b) => a - b)).toEqual(all);
    for (const index of all) {
      expect(turns.filter(order => order[0] === index)).toHaveLength(2);
      expect(turns.filter(order => order.at(-1) === index)).toHaveLength(2);
    }
    const [first, second] = turns;
    expect(second).toEqual(first!.toReversed());
  },
);

test('what is called nothing is refused, and the quick set leaves out what takes minutes', () => {
  expect(() => readArguments(['nonsense'])).toThrow(/^nothing is called nonsense/);
  expect(readArguments(['--quick'])).toMatchObject({isQuick: true});
  expect(readArguments(['--quick']).leftOut).toContain('growth');
  expect(readArguments(['shared', '--out', 'x'])).toMatchObject({
    parts: ['throughput'],
    policies: ['shared'],
    out: 'x',
  });
  expect(readArguments(['shared']).leftOut).toEqual(
    expect.arrayContaining(['uneven', 'throughput of round-robin']),
  );
});

test('what wrk prints is read, and its failures are no figures', () => {
  const output = '  20 requests in 1.00s, 3.00KB read\nRequests/sec:     19.98\nTransfer/sec:      3.00KB\n';
  expect(readWrk(output)).toEqual({answered: 20, requestsPerSecond: 19.98});
  expect(() => readWrk(`  Socket errors: connect 0, read 3, write 0, timeout 0\n${output}`)).toThrow(
    /read 3/,
  );
});

test('of what pm2 lists, the processes that are online are read, also where there are none', () => {
  const list = '[{"pid":7,"pm2_env":{"status":"online","list":[]}},{"pid":0,"pm2_env":{"status":"stopped"}}]';
  expect(onlinePids(`[PM2] Spawning PM2 daemon\n${list}\n`)).toEqual([7]);
  expect(onlinePids('[PM2] Spawning PM2 daemon\n[]')).toEqual([]);
  expect(() => onlinePids('[PM2] nothing')).toThrow('pm2 jlist printed [PM2] nothing');
});

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n';

/** For what fails by itself, at whatever request: far beyond what that takes on a slow machine. */
const LONG_MS = 20_000;

test.each([
  ['kept, with no answer', {keepAlive: true, ms: 500}, () => {}],
  ['its own, with no answer', {keepAlive: false, ms: 500}, () => {}],
  [
    'kept, with an end instead of an answer',
    {keepAlive: true, ms: LONG_MS},
    (socket, index) => (index ? socket.end() : socket.write(ANSWER)),
  ],
  ['its own, with an end instead of an answer', {keepAlive: false, ms: LONG_MS}, socket => socket.end()],
  [
    'its own, with part of an answer',
    {keepAlive: false, ms: LONG_MS},
    (socket, index) => socket.end(ANSWER.slice(0, index ? 30 : undefined)),
  ],
  [
    'kept, with an error',
    {keepAlive: true, ms: LONG_MS},
    socket => socket.write(ANSWER.replace('200', '500')),
  ],
  [
    'its own, with an error',
    {keepAlive: false, ms: LONG_MS},
    socket => socket.end(ANSWER.replace('200', '500')),
  ],
] satisfies [string, Omit<Load, 'connections'>, (socket: net.Socket, index: number) => void][])(
  'a request on a connection that is %s has failed, and no other one is sent',
  async (_, load, answer) => {
    let requests = 0;
    const listener = net.createServer(socket => {
      socket.on('data', () => answer(socket, requests++));
      socket.on('error', () => {});
    });
    await once(listener.listen(0), 'listening');
    onTestFinished(() => void listener.close());
    const {port} = listener.address() as net.AddressInfo;
    const client = new LoadClient(200);
    onTestFinished(() => client.close());
    const server = {name: 'one that fails', port, pids: [], stop: async () => {}};
    const run = client.run(server, {...load, connections: 1});
    await expect(run).rejects.toThrow(/^one that fails: 1 requests failed$/);
  },
);

test('a load client that is killed fails its run, and not the next one', async () => {
  const mark = randomUUID();
  vi.stubEnv(MARK, mark);
  const client = new LoadClient();
  onTestFinished(() => client.close());
  vi.unstubAllEnvs();
  let isAsked = false;
  const silent = net.createServer(socket => {
    isAsked = true;
    socket.on('error', () => {});
  });
  await once(silent.listen(0), 'listening');
  onTestFinished(() => void silent.close());
  const {port} = silent.address() as net.AddressInfo;
  const load = {connections: 1, keepAlive: true, ms: LONG_MS};
  const run = client.run({name: 'a silent one', port, pids: [], stop: async () => {}}, load);
  const failed = expect(run).rejects.toThrow('the client ended: SIGKILL');
  await waitFor('the client', () => isAsked);
  await endMarked(mark);
  await failed;
  const server = await bare.start(1);
  try {
    expect(await client.run(server, {...load, requests: 1})).toMatchObject({answered: 1});
  } finally {
    await server.stop();
  }
});

test('a load client that is closed has no runs', async () => {
  const client = new LoadClient();
  client.close();
  const server = {name: 'none', port: 1, pids: [], stop: async () => {}};
  const run = client.run(server, {connections: 1, keepAlive: true, ms: 50});
  await expect(run).rejects.toThrow('the client is closed');
});

test('a cluster in the background that cannot be told to stop is ended by force', async () => {
  const cluster = await startDetached('round-robin', 1);
  const directory = cluster.env.XDG_RUNTIME_DIR!;
  // It does nothing about its end, and the command finds no way to it.
  process.kill(cluster.pids[0]!, 'SIGSTOP');
  rmSync(path.join(directory, 'clusterview', 'bench.sock'));
  await cluster.stop();
  await waitFor('the end of all', () => !cluster.pids.some(isAlive));
  expect(existsSync(directory)).toBe(false);
});

test('clusterview, node:cluster and the app alone serve the same, and end with the benchmark', async () => {
  const client = new LoadClient();
  onTestFinished(() => client.close());
  const pids: number[] = [];
  const results = await runBlocks(
    [clusterview('round-robin'), nodeCluster('RR'), nodeCluster('NONE'), bare],
    {workers: 2, rounds: 1, blocksARound: 1, restMs: 0},
    async server => {
      pids.push(...server.pids);
      const run = await client.run(server, {connections: 4, keepAlive: true, ms: 100});
      const fresh = await client.run(server, {connections: 4, keepAlive: false, ms: 100, fromMany: true});
      const {light, heavy} = await runArrivals(server.port, {
        ms: 100,
        requestsPerSecond: 100,
        heavyShare: 0.5,
        heavyPath: '/cpu?ms=2',
        seed: 1,
      });
      return {
        rates: [run.requestsPerSecond, fresh.requestsPerSecond],
        requests: [light.length, heavy.length].join(),
      };
    },
  );
  const runs = results.map(([run]) => run!);
  for (const {rates} of runs) for (const rate of rates) expect(rate).toBeGreaterThan(0);
  // The same seed, the same requests.
  expect(new Set(runs.map(({requests}) => requests)).size).toBe(1);
  expect(pids).toHaveLength(3 + 3 + 3 + 1);
  // The workers of node:cluster notice by themselves that it has ended.
  await waitFor('the end of all', () => !pids.some(isAlive));
});

test.each([clusterview('round-robin'), nodeCluster('RR')])(
  '$name replaces a worker that is killed',
  async contender => {
    const server = await contender.start(2);
    try {
      const [victim] = await server.workerPids();
      const clients = new SteadyClients(server.port, {connections: 6, path: '/slow?ms=10'});
      await clients.waitForAnswers(2);
      const pids = await server.workerPids();
      const accepted = await acceptedConnections(pids, server.port);
      expect(accepted.size).toBe(6);
      expect([...accepted.keys()]).toEqual(expect.arrayContaining([...clients.inFlight]));
      expect(new Set(accepted.values())).toEqual(new Set(pids));
      await clients.stop();
      process.kill(victim!, 'SIGKILL');
      await answeredAt(server.port, '/pid', pid => !pids.includes(Number(pid)));
    } finally {
      await server.stop();
    }
  },
);

test.each([
  {...clusterview('round-robin'), tally: {failed: 0, closed: 0}},
  // Each of its connections ends; those that wait for an answer then are told with it, which no killed worker does.
  {...nodeCluster('RR'), tally: {announced: expect.toSatisfy(count => count > 0)}},
] satisfies (Contender<ReplacingServer> & {tally: object})[])(
  '$name replaces one worker gracefully',
  async ({tally, ...contender}) => {
    const server = await contender.start(2);
    try {
      const before = await server.workerPids();
      const clients = new SteadyClients(server.port, {connections: 12, path: '/slow?ms=200'});
      await clients.waitForAnswers(2);
      await replaceOne(server, before);
      expect(before.map(isAlive)).toEqual([false, true]);
      expect(await clients.stop()).toMatchObject(tally);
    } finally {
      await server.stop();
    }
  },
);

test('a benchmark that is interrupted twice leaves nothing behind, and starts nothing any more', async () => {
  const servers: BenchServer[] = [await clusterview('shared').start(1), await bare.start(1)];
  const pids = servers.flatMap(server => server.pids);
  const first = endAll();
  await endAll();
  expect(pids.filter(isAlive)).toEqual([]);
  await first;
  await expect(bare.start(1)).rejects.toThrow('the benchmark was interrupted');
});
