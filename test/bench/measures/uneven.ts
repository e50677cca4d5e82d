import {POLICIES, type Policy} from '../../../source/api/types.js';
import type {Bench} from '../bench.js';
import {runArrivals} from '../load/arrivals.js';
import {runBlocks} from '../load/blocks.js';
import {restMs} from '../load/rest.js';
import {clusterview} from '../peers/clusterview.js';
import {nodeCluster} from '../peers/node-cluster.js';
import {AIMS} from '../report/aims.js';
import {COMPARISON_COLUMNS, comparisonRow, missingRow, type Series} from '../report/comparison.js';
import type {Row, Section} from '../report/section.js';
import {median, quantile, spreadOf} from '../report/statistics.js';

const WORKERS = 2;
const HEAVY_MS = 100;
const ONE_IN = 50;
/** Of 2 workers, that is a quarter of what they can do. */
const REQUESTS_PER_SECOND = 250;
/** What comes, whoever serves it. */
export const UNEVEN = {
  requestsPerSecond: REQUESTS_PER_SECOND,
  heavyShare: 1 / ONE_IN,
  heavyPath: `/cpu?ms=${HEAVY_MS}`,
} as const;

type Kind = 'all' | 'light';

/** How long requests wait behind others that take long. */
export async function measureUneven({isQuick, pm2, pm2Reason}: Bench): Promise<Section> {
  const size = {
    workers: WORKERS,
    rounds: isQuick ? 1 : 6,
    blocksARound: 1,
    restMs: restMs(isQuick),
  };
  const ms = isQuick ? 1200 : 8000;
  const contenders = [
    ...POLICIES.map(clusterview),
    nodeCluster('RR'),
    nodeCluster('NONE'),
    ...(pm2 ? [pm2] : []),
  ];
  const results = await runBlocks(
    contenders,
    size,
    async ({port}, block) => {
      const {light, heavy} = await runArrivals(port, {
        ...UNEVEN,
        ms,
        seed: block + 1,
      });
      return {all: quantile([...light, ...heavy], 0.99), light: quantile(light, 0.99)};
    },
    ({port}) => warmUpArrivals(port, isQuick),
  );
  const seriesOf = (kind: Kind): Series[] =>
    contenders.map(({name}, index) => ({
      name,
      values: results[index]!.map(run => run[kind]),
      aRound: size.blocksARound,
    }));
  const light = seriesOf('light');
  return {
    name: 'uneven',
    title: 'Uneven work',
    method:
      `p99 of the time to an answer, in ms, with ${WORKERS} workers: ${REQUESTS_PER_SECOND} requests/s on average at random ` +
      `moments, each on a connection of its own and not waiting for others; one in ${ONE_IN} burns ${HEAVY_MS} ms of ` +
      `CPU. Of light requests alone, those that burn nothing, it tells how long they wait behind the others. In each of ${size.rounds * size.blocksARound} runs of ${ms / 1000} s, for which all start anew, all get the same requests at the same moments.`,
    columns: COMPARISON_COLUMNS,
    rows: [
      ...rowsOf('p99', seriesOf('all')),
      ...rowsOf('p99 of light requests', light),
      ...(pm2 ? [] : [missingRow('p99', 'pm2', pm2Reason)]),
    ],
    charts: [
      {
        kind: 'bars',
        name: 'uneven',
        title: `p99 of light requests in ms, where 1 in ${ONE_IN} burns ${HEAVY_MS} ms`,
        bars: light.map(({name, values}) => ({
          label: name,
          spread: spreadOf(values),
          isOurs: name.startsWith('clusterview'),
        })),
      },
    ],
  };
}

export function warmUpArrivals(port: number, isQuick: boolean): Promise<unknown> {
  return runArrivals(port, {
    ms: isQuick ? 300 : 1000,
    requestsPerSecond: REQUESTS_PER_SECOND,
    heavyShare: 0,
    heavyPath: '/',
    seed: 0,
  });
}

/** `least-connections` beside the best of the others, each policy beside `node:cluster`, and one beside pm2. */
function rowsOf(what: string, all: readonly Series[]): Row[] {
  const named = (name: string) => all.find(series => series.name === name);
  const policy = (name: Policy) => named(clusterview(name).name)!;
  const least = policy('least-connections');
  const best = all
    .filter(series => series !== least)
    .reduce((a, b) => (median(b.values) < median(a.values) ? b : a));
  const pm2 = named('pm2');
  return [
    comparisonRow(`${what}, least-connections beside the best`, least, best, AIMS.p99),
    ...POLICIES.map(name =>
      comparisonRow(`${what}, ${name}`, policy(name), named(nodeCluster('RR').name)!, AIMS.p99),
    ),
    ...(pm2 ? [comparisonRow(`${what}, round-robin`, policy('round-robin'), pm2, null)] : []),
  ];
}
