import {readFileSync} from 'node:fs';
import type {Bench} from '../bench.js';
import {runBlocks} from '../load/blocks.js';
import {restMs} from '../load/rest.js';
import {clusterview} from '../peers/clusterview.js';
import {nodeCluster} from '../peers/node-cluster.js';
import type {BenchServer, Contender} from '../peers/server.js';
import {COMPARISON_COLUMNS, comparisonRow, missingRow} from '../report/comparison.js';
import type {LineChart} from '../report/line-chart.js';
import type {Row, Section} from '../report/section.js';
import {median} from '../report/statistics.js';

const WORKER_COUNTS = [1, 2, 4, 8, 16, 64];
const CONNECTIONS = 128;
const CONNECTION_COUNTS = [10, 1000, 10_000];
const WORKERS = 2;
/** Descriptors of a process beside its connections. */
const SPARE_DESCRIPTORS = 500;
/**
 * Each process compiles by itself, by how much it has run: with 64 of them on 2 cores, each answered several times
 * more slowly until it had had 3,500 requests.
 */
const WARM_UP_REQUESTS_PER_WORKER = 6000;
const WARM_UP_REQUESTS_MIN = 50_000;
const WARM_UP_MS_MAX = 120_000;
const RUN_MS_PER_CONNECTION = 0.5;
const AIM = {relation: '≥', bound: 0.97} as const;

type Kind = 'keepAlive' | 'fresh';
const KINDS: Readonly<Record<Kind, string>> = {
  keepAlive: 'requests/s, keep-alive',
  fresh: 'new connections/s',
};

/** At one size: of each contender a rate a run. */
interface Size {
  readonly size: number;
  readonly rates: readonly (readonly number[])[];
}

/** How throughput changes with many workers, and with many connections. */
export async function measureGrowth(bench: Bench): Promise<Section> {
  const {isQuick, load, runMs, client, pm2, pm2Reason} = bench;
  const blocks = {rounds: isQuick ? 1 : 2, blocksARound: 3, restMs: restMs(isQuick)};
  const contenders: Contender[] = [clusterview('round-robin'), nodeCluster('RR'), ...(pm2 ? [pm2] : [])];
  const workerCounts = isQuick ? WORKER_COUNTS.slice(0, 3) : WORKER_COUNTS;
  const descriptors = descriptorsMax();
  const connectionCounts = CONNECTION_COUNTS.filter(count => count + SPARE_DESCRIPTORS <= descriptors);
  const rate = async (server: BenchServer, connections: number, keepAlive: boolean) =>
    (await load.run(server, {connections, keepAlive, ms: runTimeMs(runMs, connections)})).requestsPerSecond;

  const warmUp = (server: BenchServer) => {
    const requests = Math.max(WARM_UP_REQUESTS_MIN, (server.pids.length - 1) * WARM_UP_REQUESTS_PER_WORKER);
    return client.run(server, {connections: CONNECTIONS, keepAlive: true, ms: WARM_UP_MS_MAX, requests});
  };

  const byWorkers: Record<Kind, Size[]> = {keepAlive: [], fresh: []};
  for (const workers of workerCounts) {
    const results = await runBlocks(
      contenders,
      {...blocks, workers},
      async server => ({
        keepAlive: await rate(server, CONNECTIONS, true),
        fresh: await rate(server, CONNECTIONS, false),
      }),
      warmUp,
    );
    for (const kind of ['keepAlive', 'fresh'] as const) {
      byWorkers[kind].push({size: workers, rates: results.map(runs => runs.map(run => run[kind]))});
    }
  }
  const byConnections: Size[] = [];
  for (const connections of connectionCounts) {
    const rates = await runBlocks(
      contenders,
      {...blocks, workers: WORKERS},
      server => rate(server, connections, true),
      warmUp,
    );
    byConnections.push({size: connections, rates});
  }

  const names = contenders.map(({name}) => name);
  const tooMany = CONNECTION_COUNTS.filter(count => !connectionCounts.includes(count));
  return {
    name: 'growth',
    title: 'Growth',
    method:
      `The fast route, ${blocks.rounds * blocks.blocksARound} runs of ${runMs / 1000} s each (${load.name}): with 1 to ` +
      `${workerCounts.at(-1)} workers and ${CONNECTIONS} connections, and with ${WORKERS} workers and 10 to ` +
      `${connectionCounts.at(-1)?.toLocaleString('en-US')} connections that stay open, and then for longer, so that opening them takes a small part of it.` +
      tooMany
        .map(
          count =>
            ` ${count.toLocaleString('en-US')} would need a higher limit than ulimit -n ${descriptors}.`,
        )
        .join(''),
    columns: COMPARISON_COLUMNS,
    rows: [
      ...(['keepAlive', 'fresh'] as const).flatMap(kind =>
        rowsOf(KINDS[kind], 'workers', names, byWorkers[kind]),
      ),
      ...rowsOf(KINDS.keepAlive, 'connections', names, byConnections),
      ...(pm2 ? [] : [missingRow('all', 'pm2', pm2Reason)]),
    ],
    charts: [
      chartOf('growth-workers', `${KINDS.keepAlive}, by workers`, 'workers', names, byWorkers.keepAlive),
      chartOf('growth-new-connections', `${KINDS.fresh}, by workers`, 'workers', names, byWorkers.fresh),
      chartOf(
        'growth-connections',
        `${KINDS.keepAlive}, by connections`,
        'connections',
        names,
        byConnections,
      ),
    ],
  };
}

function rowsOf(kind: string, along: string, names: readonly string[], sizes: readonly Size[]): Row[] {
  return sizes.flatMap(({size, rates}) => {
    const series = names.map((name, index) => ({name, values: rates[index]!}));
    const what = `${kind}, ${size.toLocaleString('en-US')} ${size === 1 ? along.slice(0, -1) : along}`;
    const [ours, node, ...others] = series;
    return [
      comparisonRow(what, ours!, node!, AIM),
      ...others.map(other => comparisonRow(what, ours!, other, null)),
    ];
  });
}

function chartOf(
  name: string,
  title: string,
  along: string,
  names: readonly string[],
  sizes: readonly Size[],
): LineChart {
  return {
    kind: 'lines',
    name,
    title,
    along,
    lines: names.map((label, index) => ({
      label,
      isOurs: index === 0,
      points: sizes.map(({size, rates}) => [size, median(rates[index]!)] as const),
    })),
  };
}

/** With many connections it takes a while to open them. */
function runTimeMs(runMs: number, connections: number): number {
  return Math.max(runMs, connections * RUN_MS_PER_CONNECTION);
}

/** Node raises its own limit to the hard one. */
function descriptorsMax(): number {
  try {
    const hard = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))![1]!;
    return hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard);
  } catch {
    // Other than Linux: what every system allows.
    return 1024;
  }
}
