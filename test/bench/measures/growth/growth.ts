import type {Bench} from '../../bench.js';
import {CONNECTIONS} from '../../load/load.js';
import {restMs} from '../../load/rest.js';
import {clusterview} from '../../peers/clusterview.js';
import {nodeCluster} from '../../peers/node-cluster.js';
import type {Contender} from '../../peers/server.js';
import {COMPARISON_COLUMNS, missingRow} from '../../report/comparison.js';
import type {Section} from '../../report/section.js';
import {descriptorsMax, growthByConnections, mayHave} from './by-connections.js';
import {growthByWorkers} from './by-workers.js';
import {courseChart, courseRows} from './course.js';
import {growthOfFullStart, growthOfStart} from './of-start.js';

const WORKER_COUNTS = [1, 2, 4, 8, 16, 64];
const CONNECTION_COUNTS = [10, 1000, 10_000];
/** Where connections grow. */
const WORKERS = 2;

/** How throughput, latency and start change with many workers, and throughput with many connections at a time. */
export async function measureGrowth(bench: Bench): Promise<Section> {
  const {isQuick, load, runMs, pm2, pm2Reason} = bench;
  const blocks = {rounds: isQuick ? 1 : 2, blocksARound: 3, restMs: restMs(isQuick)};
  const starts = isQuick ? 1 : 5;
  const contenders: Contender[] = [clusterview('round-robin'), nodeCluster('RR'), ...(pm2 ? [pm2] : [])];
  const workerCounts = isQuick ? WORKER_COUNTS.slice(0, 3) : WORKER_COUNTS;
  const connectionCounts = CONNECTION_COUNTS.filter(mayHave);
  const courses = [
    ...(await growthByWorkers(bench, contenders, workerCounts, blocks)),
    ...(await growthByConnections(bench, contenders, connectionCounts, {...blocks, workers: WORKERS})),
    await growthOfStart(contenders, workerCounts, starts),
    // Of pm2 that is known only by its command, which takes half a second by itself.
    await growthOfFullStart(
      contenders.filter(({name}) => name !== pm2?.name),
      workerCounts,
      starts,
    ),
  ];
  const names = contenders.map(({name}) => name);
  const tooMany = CONNECTION_COUNTS.filter(count => !connectionCounts.includes(count));
  return {
    name: 'growth',
    title: 'Growth',
    method:
      `The fast route, ${blocks.rounds * blocks.blocksARound} runs of ${runMs / 1000} s each (${load.name}): with 1 to ` +
      `${workerCounts.at(-1)} workers and ${CONNECTIONS} connections, and with ${WORKERS} workers and 10 to ` +
      `${connectionCounts.at(-1)?.toLocaleString('en-US')} connections at a time, which stay open, or are made anew for ` +
      'each request. Runs with 1,000 connections are 3 times as long, and those with 10,000 5 s: opening them takes up to a third of that. ' +
      'Clients at once: as many as there are connections, with one request each on a connection of its own, by our own client; an answer that does not come ends the measurement. ' +
      `p99 is that of uneven, in as many runs of 3 s; the start is measured ${starts} times each. All run in turn, and those whose turn it is not stand still; for each size all start anew ${blocks.rounds} times. ` +
      'So few and short runs tell a course and not a hundredth, so that there is no aim. CPU and memory at rest by workers are in the part rest.' +
      tooMany
        .map(
          count =>
            ` ${count.toLocaleString('en-US')} would need a higher limit than ulimit -n ${descriptorsMax()}.`,
        )
        .join(''),
    columns: COMPARISON_COLUMNS,
    rows: [
      ...courses.flatMap(course => courseRows(course, names)),
      ...(pm2 ? [] : [missingRow('all', 'pm2', pm2Reason)]),
    ],
    charts: courses.map(course => courseChart(course, names)),
  };
}
