import {expect, onTestFinished, test} from 'vitest';
import {isAlive} from '../support/processes.js';
import {SteadyClients} from '../support/steady-clients.js';
import {readArguments} from './arguments.js';
import {acceptedConnections} from './connections.js';
import {answeredAt} from './load/answers.js';
import {runArrivals} from './load/arrivals.js';
import {runBlocks, turn} from './load/blocks.js';
import {LoadClient} from './load/load.js';
import {readWrk} from './load/wrk.js';
import {bare} from './peers/bare.js';
import {clusterview} from './peers/clusterview.js';
import {nodeCluster} from './peers/node-cluster.js';
import type {BenchServer} from './peers/server.js';
import {endAll} from './running.js';

test('contenders are loaded in turn, each from both sides', () => {
  expect([turn(3, 0), turn(3, 1), turn(3, 2)]).toEqual([
    [0, 1, 2],
    [0, 2, 1],
    [2, 0, 1],
  ]);
});

test('what is called nothing is refused, and the quick set leaves out what takes minutes', () => {
  expect(() => readArguments(['nonsense'])).toThrow(/^nothing is called nonsense/);
  expect(readArguments(['--quick'])).toMatchObject({isQuick: true, details: []});
  expect(readArguments(['--quick']).leftOut).toContain('growth');
  expect(readArguments(['shared', '--out', 'x'])).toMatchObject({
    compared: ['throughput'],
    policies: ['shared'],
    out: 'x',
  });
});

test('what wrk prints is read, and its failures are no figures', () => {
  const output = '  20 requests in 1.00s, 3.00KB read\nRequests/sec:     19.98\nTransfer/sec:      3.00KB\n';
  expect(readWrk(output)).toEqual({answered: 20, requestsPerSecond: 19.98});
  expect(() => readWrk(`  Socket errors: connect 0, read 3, write 0, timeout 0\n${output}`)).toThrow(
    /read 3/,
  );
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
      const once = await client.run(server, {connections: 4, keepAlive: false, ms: 100, fromMany: true});
      const {light, heavy} = await runArrivals(server.port, {
        ms: 100,
        requestsPerSecond: 100,
        heavyShare: 0.5,
        heavyPath: '/cpu?ms=2',
        seed: 1,
      });
      return {
        rates: [run.requestsPerSecond, once.requestsPerSecond],
        requests: [light.length, heavy.length].join(),
      };
    },
  );
  const runs = results.map(([run]) => run!);
  for (const {rates} of runs) for (const rate of rates) expect(rate).toBeGreaterThan(0);
  // The same seed, the same requests.
  expect(new Set(runs.map(({requests}) => requests)).size).toBe(1);
  expect(pids).toHaveLength(3 + 3 + 3 + 1);
  expect(pids.filter(isAlive)).toEqual([]);
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
      const accepted = pids.map(pid => acceptedConnections(pid, server.port));
      expect(accepted.reduce((a, b) => a + b)).toBe(6);
      await clients.stop();
      process.kill(victim!, 'SIGKILL');
      await answeredAt(server.port, '/pid', pid => !pids.includes(Number(pid)));
    } finally {
      await server.stop();
    }
  },
);

test('an interrupted benchmark leaves nothing behind, and starts nothing any more', async () => {
  const servers: BenchServer[] = [await clusterview('shared').start(1), await bare.start(1)];
  const pids = servers.flatMap(server => server.pids);
  await endAll();
  expect(pids.filter(isAlive)).toEqual([]);
  await expect(bare.start(1)).rejects.toThrow('the benchmark was interrupted');
});
