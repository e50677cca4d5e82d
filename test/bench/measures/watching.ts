import {setTimeout as sleep} from 'node:timers/promises';
import type {Bench} from '../bench.js';
import {turn} from '../load/blocks.js';
import {CONNECTIONS} from '../load/load.js';
import {restMs} from '../load/rest.js';
import {settleMs, watchedAndNot} from '../load/watched.js';
import {clusterview} from '../peers/clusterview.js';
import {nodeCluster} from '../peers/node-cluster.js';
import type {BenchServer, SteeredServer} from '../peers/server.js';
import {COMPARISON_COLUMNS, comparisonRow, missingRow, type Series} from '../report/comparison.js';
import type {Row, Section} from '../report/section.js';

const WORKERS = 2;
const AIM = {relation: '≥', bound: 0.97} as const;
/** It draws once a second. */
const RUN_MS = 2000;
interface Rates {
  readonly without: number[];
  readonly watched: number[];
}

/** What it costs the clients that somebody watches. */
export async function measureWatching(bench: Bench): Promise<Section> {
  const {isQuick, load, client, pm2, pm2Reason} = bench;
  const rounds = isQuick ? 1 : 6;
  const aRound = isQuick ? 2 : 3;
  const ms = isQuick ? RUN_MS / 2 : RUN_MS;
  const settle = settleMs(isQuick);
  const rateOf = async (server: BenchServer) =>
    (await load.run(server, {connections: CONNECTIONS, keepAlive: true, ms})).requestsPerSecond;
  const newRates = (): Rates => ({without: [], watched: []});
  const [ours, theirs, node] = [newRates(), newRates(), newRates()];
  for (let round = 0; round < rounds; round++) {
    const started: BenchServer[] = [];
    try {
      const cluster = await clusterview('round-robin').start(WORKERS);
      started.push(cluster);
      const plain = await nodeCluster('RR').start(WORKERS);
      started.push(plain);
      const daemon = await pm2?.start(WORKERS);
      if (daemon) started.push(daemon);
      await sleep(restMs(isQuick));
      for (const index of turn(started.length, round)) {
        await client.run(started[index]!, {connections: CONNECTIONS, keepAlive: true, ms: settle});
      }
      const both = async (server: SteeredServer, rates: Rates, isWatchedFirst: boolean) => {
        const {watched, without} = await watchedAndNot(server, () => rateOf(server), settle, isWatchedFirst);
        rates.watched.push(watched);
        rates.without.push(without);
      };
      const measures = [
        (isWatchedFirst: boolean) => both(cluster, ours, isWatchedFirst),
        async () => void node.without.push(await rateOf(plain)),
        ...(daemon ? [(isWatchedFirst: boolean) => both(daemon, theirs, isWatchedFirst)] : []),
      ];
      for (let block = 0; block < aRound; block++) {
        for (const index of turn(measures.length, round * aRound + block)) {
          await measures[index]!(block % 2 === 0);
        }
      }
    } finally {
      await Promise.all(started.map(server => server.stop()));
    }
  }
  return {
    name: 'watching',
    title: 'Being watched',
    method:
      `Keep-alive requests/s on the fast route with ${WORKERS} workers and ${CONNECTIONS} connections, with a viewer ` +
      `(for pm2: pm2 monit) that has been open for ${settle / 1000} s, and without in turn, ${rounds * aRound} ` +
      `runs of ${ms / 1000} s each (${load.name}). All start anew ${rounds} times.`,
    columns: COMPARISON_COLUMNS,
    rows: [
      ...rowsOf({ours, node: node.without, theirs: pm2 ? theirs : null, aRound}),
      ...(pm2 ? [] : [missingRow('requests/s, watched', 'pm2', pm2Reason)]),
    ],
    charts: [],
  };
}

function rowsOf({
  ours,
  node,
  theirs,
  aRound,
}: {
  readonly ours: Rates;
  readonly node: readonly number[];
  /** `null` where pm2 can't be had. */
  readonly theirs: Rates | null;
  readonly aRound: number;
}): Row[] {
  const what = 'requests/s, with agent and viewer';
  const series = (name: string, values: readonly number[]): Series => ({name, values, aRound});
  const viewed = series('clusterview, viewed', ours.watched);
  const notViewed = series('clusterview, not viewed', ours.without);
  return [
    comparisonRow(what, viewed, notViewed, AIM),
    comparisonRow(what, viewed, series('node:cluster RR', node), AIM),
    comparisonRow('requests/s, with agent alone', notViewed, series('node:cluster RR', node), null),
    ...(theirs ? rowsOfPm2(theirs) : []),
  ];

  function rowsOfPm2({watched, without}: Rates): Row[] {
    const withMonit = series('pm2 with monit', watched);
    return [
      comparisonRow(what, viewed, withMonit, null),
      comparisonRow('pm2 with monit, and without', withMonit, series('pm2 without', without), null),
    ];
  }
}
