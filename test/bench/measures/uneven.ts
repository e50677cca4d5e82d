import {POLICIES} from '../../../source/api/types.js';
import type {Bench} from '../bench.js';
import {runArrivals} from '../load/arrivals.js';
import {runBlocks} from '../load/blocks.js';
import {clusterview} from '../peers/clusterview.js';
import {nodeCluster} from '../peers/node-cluster.js';
import {COMPARISON_COLUMNS, comparisonRow, missingRow, type Series} from '../report/comparison.js';
import type {Section} from '../report/section.js';
import {median, quantile, spreadOf} from '../report/statistics.js';

const WORKERS = 2;
const HEAVY_MS = 100;
const ONE_IN = 50;
/** Of 2 workers, that is a quarter of what they can do. */
const REQUESTS_PER_SECOND = 250;
const AIM = {relation: '≤', bound: 1} as const;

/** How long requests wait behind others that take long. */
export async function measureUneven({isQuick, pm2, pm2Reason}: Bench): Promise<Section> {
  const size = {workers: WORKERS, rounds: isQuick ? 1 : 4, blocksARound: isQuick ? 1 : 3};
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
      const latencies = await runArrivals(port, {
        ms,
        requestsPerSecond: REQUESTS_PER_SECOND,
        heavyShare: 1 / ONE_IN,
        heavyPath: `/cpu?ms=${HEAVY_MS}`,
        seed: block + 1,
      });
      return quantile(latencies, 0.99);
    },
    ({port}) =>
      runArrivals(port, {
        ms: isQuick ? 300 : 1000,
        requestsPerSecond: REQUESTS_PER_SECOND,
        heavyShare: 0,
        heavyPath: '/',
        seed: 0,
      }),
  );
  const all: Series[] = contenders.map(({name}, index) => ({name, values: results[index]!}));
  const named = (name: string) => all.find(series => series.name === name)!;
  const ours = POLICIES.map(policy => named(clusterview(policy).name));
  const least = named(clusterview('least-connections').name);
  const others = all.filter(series => series !== least);
  const best = others.reduce((a, b) => (median(b.values) < median(a.values) ? b : a));
  return {
    name: 'uneven',
    title: 'Uneven work',
    method:
      `p99 of the time to an answer, in ms, with ${WORKERS} workers: ${REQUESTS_PER_SECOND} requests/s on average at random ` +
      `moments, each on a connection of its own and not waiting for others; one in ${ONE_IN} burns ${HEAVY_MS} ms of ` +
      `CPU. In each of ${size.rounds * size.blocksARound} runs of ${ms / 1000} s all get the same requests at the same moments.`,
    columns: COMPARISON_COLUMNS,
    rows: [
      comparisonRow('p99, least-connections, and the best of the others', least, best, AIM),
      ...ours.map((series, index) =>
        comparisonRow(`p99, ${POLICIES[index]}`, series, named(nodeCluster('RR').name), AIM),
      ),
      pm2
        ? comparisonRow('p99, round-robin', ours[0]!, named(pm2.name), null)
        : missingRow('p99, round-robin', 'pm2', pm2Reason),
    ],
    charts: [
      {
        kind: 'bars',
        name: 'uneven',
        title: `p99 in ms where 1 request in ${ONE_IN} burns ${HEAVY_MS} ms`,
        bars: all.map(({name, values}) => ({
          label: name,
          spread: spreadOf(values),
          isOurs: ours.some(series => series.name === name),
        })),
      },
    ],
  };
}
