import type {Bench} from '../../bench.js';
import {CONNECTIONS} from '../../load/load.js';
import {restMs} from '../../load/rest.js';
import {settleMs} from '../../load/watched.js';
import {clusterview} from '../../peers/clusterview.js';
import {nodeCluster} from '../../peers/node-cluster.js';
import type {Contender, SteeredServer} from '../../peers/server.js';
import {COMPARISON_COLUMNS, missingRow} from '../../report/comparison.js';
import type {Section} from '../../report/section.js';
import {THINK_MS} from '../losses/disturbed.js';
import {descriptorsMax, growthByConnections, mayHave} from './by-connections.js';
import {growthByWorkers} from './by-workers.js';
import type {GrowingContender} from './contender.js';
import {courseChart, courseRows} from './course.js';
import {ARRIVALS_MS} from './load.js';
import {type ClusterSize, growthOfLosses, THINK_MS_PER_CONNECTION} from './of-losses.js';
import {growthOfStart} from './of-start.js';
import {growthWhileHeld} from './while-held.js';

const WORKER_COUNTS = [1, 2, 4, 8, 16, 64];
const CONNECTION_COUNTS = [10, 1000, 10_000];
/** Where connections grow. */
const WORKERS = 2;

/** How what the other parts measure changes with many workers, and with many connections at a time. */
export async function measureGrowth(bench: Bench): Promise<Section> {
  const {isQuick, load, runMs, pm2, pm2Reason} = bench;
  const blocks = {rounds: isQuick ? 1 : 2, blocksARound: 3, restMs: restMs(isQuick)};
  const times = isQuick ? 1 : 3;
  const reloads = isQuick ? 1 : 2;
  const ours = clusterview('round-robin');
  const contenders: GrowingContender[] = [ours, nodeCluster('RR'), ...(pm2 ? [pm2] : [])];
  const reloading: Contender<SteeredServer>[] = [ours, ...(pm2 ? [pm2] : [])];
  const workerCounts = isQuick ? WORKER_COUNTS.slice(0, 3) : WORKER_COUNTS;
  const connectionCounts = CONNECTION_COUNTS.filter(mayHave);
  const courses = [
    ...(await growthByWorkers(bench, contenders, workerCounts, blocks)),
    ...(await growthOfStart(bench, contenders, workerCounts, times)),
    ...(await growthOfLosses(reloading, 'workers', workerCounts, withSoManyWorkers, reloads)),
    ...(await growthByConnections(bench, contenders, connectionCounts, {...blocks, workers: WORKERS})),
    ...(await growthWhileHeld(contenders, WORKERS, connectionCounts, times)),
    ...(await growthOfLosses(reloading, 'connections', connectionCounts, withSoManyConnections, reloads)),
  ];
  const tooMany = CONNECTION_COUNTS.filter(count => !connectionCounts.includes(count));
  return {
    name: 'growth',
    title: 'Growth',
    method:
      `With 1 to ${workerCounts.at(-1)} workers and ${CONNECTIONS} connections, and with ${WORKERS} workers and 10 to ` +
      `${connectionCounts.at(-1)?.toLocaleString('en-US')} connections at a time. Throughput: the fast route, ` +
      `${blocks.rounds * blocks.blocksARound} runs of ${runMs / 1000} s each (${load.name}), on connections which stay open, or are made anew for ` +
      'each request. Runs with 1,000 connections are 3 times as long, and those with 10,000 5 s: opening them takes up to a third of that. ' +
      'While somebody watches: of requests/s on connections that stay open, beside a run without, with a viewer (for pm2: pm2 monit) that has been open for ' +
      `${settleMs(isQuick) / 1000} s, when all start for the first time, ${blocks.blocksARound} times. ` +
      'Clients at once: as many as there are connections, with one request each on a connection of its own, by our own client; an answer that does not come ends the measurement. ' +
      `p99 by workers is that of uneven, in as many runs of ${ARRIVALS_MS / 1000} s. All of these run in turn, and those whose turn it is not stand still; for each size all start anew ${blocks.rounds} times. ` +
      'Open connections have had one answer each, and nothing happens on them (the app keeps them as a service behind a proxy does): beside them come the requests of uneven, and memory is the PSS of master, helpers and workers after that. ' +
      'A replacement listens when the app says so. ' +
      `These, and the start, ${times} times each in turn, each with a new cluster that is alone on the machine. ` +
      `Losses: ${reloads} rolling reloads as in the part losses, with all that is lost together: requests that failed or hung, and connections that were closed; ` +
      `clients think for ${THINK_MS_PER_CONNECTION} ms on average for each connection that there is, and for ${THINK_MS} ms at least, so that together they send no more than ${1000 / THINK_MS_PER_CONNECTION} requests a second; the app keeps idle connections. node:cluster has no reload, and nothing to watch it with; of pm2 it is not known when all workers serve, but by its command. ` +
      'So few and short runs tell a course and not a hundredth, so that there is no aim. CPU and memory at rest by workers are in the part rest.' +
      tooMany
        .map(
          count =>
            ` ${count.toLocaleString('en-US')} would need a higher limit than ulimit -n ${descriptorsMax()}.`,
        )
        .join(''),
    columns: COMPARISON_COLUMNS,
    rows: [...courses.flatMap(courseRows), ...(pm2 ? [] : [missingRow('all', 'pm2', pm2Reason)])],
    charts: courses.map(courseChart),
  };
}

function withSoManyWorkers(workers: number): ClusterSize {
  return {workers, connections: CONNECTIONS};
}

function withSoManyConnections(connections: number): ClusterSize {
  return {workers: WORKERS, connections};
}
