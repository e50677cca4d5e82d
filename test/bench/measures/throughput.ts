import type {Policy} from '../../../source/api/types.js';
import type {Bench} from '../bench.js';
import {runBlocks} from '../load/blocks.js';
import {CONNECTIONS, type LoadGenerator, OWN_RUN_MS} from '../load/load.js';
import {restMs} from '../load/rest.js';
import {bare} from '../peers/bare.js';
import {clusterview} from '../peers/clusterview.js';
import {nodeCluster} from '../peers/node-cluster.js';
import type {BenchServer, Contender} from '../peers/server.js';
import type {Aim} from '../report/aim.js';
import {AIMS} from '../report/aims.js';
import type {BarChart} from '../report/bar-chart.js';
import {COMPARISON_COLUMNS, comparisonRow, missingRow, type Series} from '../report/comparison.js';
import type {Row, Section} from '../report/section.js';
import {spreadOf} from '../report/statistics.js';

const WORKERS = 2;
/** As many as it takes until the compiler has next to nothing left to do; connections cost it more each. */
const WARM_UP_REQUESTS = {keepAlive: 120_000, fresh: 12_000};
const WARM_UP_MS_MAX = 30_000;
const QUICK_WARM_UP_MS = 250;
type Kind = 'keepAlive' | 'fresh' | 'cpu';
const KINDS: Readonly<Record<Kind, string>> = {
  keepAlive: 'requests/s, keep-alive',
  fresh: 'new connections/s',
  cpu: 'CPU a request, keep-alive, µs',
};
const KIND_NAMES = ['keepAlive', 'fresh', 'cpu'] as const;
const RATES = ['keepAlive', 'fresh'] as const;
const MORE_THAN_PM2: Aim = {relation: '>', bound: 1};
const AIMS_OF: Readonly<Record<Kind, {readonly node: Aim | null; readonly pm2: Aim | null}>> = {
  keepAlive: {node: AIMS.keepAlive, pm2: MORE_THAN_PM2},
  fresh: {node: AIMS.fresh, pm2: MORE_THAN_PM2},
  cpu: {node: null, pm2: null},
};

/** What differs between this and its like is chance. */
const AGAIN: Contender = {...nodeCluster('RR'), name: 'node:cluster RR once more'};

/** Of contenders by name: requests a second, and what a request took of CPU. */
type Rates = ReadonlyMap<string, Readonly<Record<Kind, Series>>>;

/** Throughput of the fast route for each policy, beside whatever else runs it. */
export async function measureThroughput(bench: Bench): Promise<Section> {
  const {isQuick, load, runMs, client, policies} = bench;
  const size = {
    workers: WORKERS,
    rounds: isQuick ? 1 : 8,
    blocksARound: isQuick ? 2 : 8,
    restMs: restMs(isQuick),
  };
  const runs = size.rounds * size.blocksARound;
  const peers = [nodeCluster('RR'), AGAIN, nodeCluster('NONE'), ...(bench.pm2 ? [bench.pm2] : []), bare];
  const usual = policies.filter(policy => policy !== 'sticky');
  const rates = usual.length > 0 ? await compare([...usual.map(clusterview), ...peers], load, runMs) : null;
  const isSticky = policies.includes('sticky');
  const stickyPeers = [nodeCluster('RR'), ...(bench.pm2 ? [bench.pm2] : [])];
  const stickyRates = isSticky
    ? await compare([clusterview('sticky'), ...stickyPeers], client, OWN_RUN_MS, true)
    : null;

  /** @param fromMany of a server with `sticky`, each client has an address of its own. */
  async function compare(
    contenders: readonly Contender[],
    generator: LoadGenerator,
    ms: number,
    fromMany = false,
  ): Promise<Rates> {
    const run = async (server: BenchServer, keepAlive: boolean) => {
      return generator.run(server, {connections: CONNECTIONS, keepAlive, ms, fromMany});
    };
    const results = await runBlocks(
      contenders,
      size,
      async server => ({keepAlive: await run(server, true), fresh: await run(server, false)}),
      async server => {
        for (const kind of RATES) {
          const warmUp = isQuick
            ? {ms: QUICK_WARM_UP_MS}
            : {ms: WARM_UP_MS_MAX, requests: WARM_UP_REQUESTS[kind]};
          await client.run(server, {
            connections: CONNECTIONS,
            keepAlive: kind === 'keepAlive',
            fromMany,
            ...warmUp,
          });
        }
      },
    );
    return new Map(
      contenders.map(({name}, index) => {
        const own = results[index]!;
        const series = (values: number[]): Series => ({name, values, aRound: size.blocksARound});
        const rates = {
          keepAlive: series(own.map(({keepAlive}) => keepAlive.requestsPerSecond)),
          fresh: series(own.map(({fresh}) => fresh.requestsPerSecond)),
          cpu: series(own.map(({keepAlive}) => keepAlive.cpuMicrosPerRequest ?? Number.NaN)),
        };
        return [name, rates];
      }),
    );
  }

  const rows = policies.flatMap(policy => {
    const from = policy === 'sticky' ? stickyRates! : rates!;
    return KIND_NAMES.flatMap(kind => rowsOf(bench, from, policy, kind));
  });
  return {
    name: 'throughput',
    title: 'Throughput',
    method:
      `The fast route with ${WORKERS} workers and ${CONNECTIONS} connections; all are up at the same time, ` +
      `rest before their first load, and are loaded in turn, while the others stand still: ${runs} runs of ${runMs / 1000} s each with connections that stay open, and as many with new ones (${load.name}). All start anew ${size.rounds} times. ` +
      `sticky, and what it stands beside, is loaded from ${CONNECTIONS} addresses by our own client, for ${OWN_RUN_MS / 1000} s each. ` +
      'CPU is that of all processes of a server. node:cluster stands beside itself, too: so much of a ratio is chance.',
    columns: COMPARISON_COLUMNS,
    rows: [...rows, ...(rates ? chanceOf(rates) : [])],
    charts: rates ? RATES.map(kind => chartOf(rates, kind)) : [],
  };
}

function rowsOf(bench: Bench, rates: Rates, policy: Policy, kind: Kind): Row[] {
  const what = `${KINDS[kind]}, ${policy}`;
  const series = (name: string) => rates.get(name)![kind];
  const ours = series(clusterview(policy).name);
  const matching = nodeCluster(policy === 'shared' ? 'NONE' : 'RR').name;
  return [
    comparisonRow(what, ours, series(matching), AIMS_OF[kind].node),
    bench.pm2
      ? comparisonRow(what, ours, series(bench.pm2.name), AIMS_OF[kind].pm2)
      : missingRow(what, 'pm2', bench.pm2Reason),
    ...(rates.has(bare.name) ? [comparisonRow(what, ours, series(bare.name), null)] : []),
  ];
}

function chanceOf(rates: Rates): Row[] {
  return KIND_NAMES.map(kind => {
    const series = (name: string) => rates.get(name)![kind];
    const what = `${KINDS[kind]}, node:cluster twice`;
    return comparisonRow(what, series(AGAIN.name), series(nodeCluster('RR').name), null);
  });
}

function chartOf(rates: Rates, kind: (typeof RATES)[number]): BarChart {
  return {
    kind: 'bars',
    name: kind === 'keepAlive' ? 'throughput' : 'new-connections',
    title: `${KINDS[kind]}, fast route, ${WORKERS} workers`,
    bars: [...rates].map(([label, each]) => ({
      label,
      spread: spreadOf(each[kind].values),
      isOurs: label.startsWith('clusterview'),
    })),
  };
}
