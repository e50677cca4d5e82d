import {MEGABYTE} from '../../../source/size-in-words.js';
import {rssBytes} from '../../support/process-figures.js';
import type {Bench} from '../bench.js';
import {type Comparison, type Pairs, runInTurn} from '../load/in-turn.js';
import {type LoadClient, OWN_RUN_MS} from '../load/load.js';
import {restMs} from '../load/rest.js';
import {AGENT, startSingle} from '../peers/single.js';
import {
  COMPARISON_COLUMNS,
  comparisonRow,
  differenceRow,
  missingRow,
  type Series,
} from '../report/comparison.js';
import type {Row, Section} from '../report/section.js';
import {hasCallgrind, instructionsPerRequest} from './callgrind.js';

/** One process has all of them, and what it does for each is alike. */
const CONNECTIONS = 32;
/** As many as it takes until the compiler has nothing left to do, and few enough to wait for. */
const COUNTED = {
  keepAlive: {warmUpRequests: 40_000, requests: 20_000},
  newConnections: {warmUpRequests: 10_000, requests: 10_000},
};
/**
 * What is looked for is a hundredth: on a machine that others share, 240 runs of each had 0.98 once and 0.95 an hour later,
 * with middle halves from 0.78 to 1.12.
 */
const SIZES = {kept: {rounds: 24, pairsARound: 60}, fresh: {rounds: 8, pairsARound: 20}};
const QUICK_SIZES = {kept: {rounds: 2, pairsARound: 3}, fresh: {rounds: 2, pairsARound: 3}};
/** Some of the agent's reports are behind it then. */
const REST_MS = 1500;
const AIMS = {
  rate: {relation: '≥', bound: 0.97},
  rss: {relation: '≤', bound: 3},
  start: {relation: '≤', bound: 10},
} as const;

/** Where one does not start, the other one is ended with whatever else runs then: see running.ts. */
const startBoth = () => Promise.all([startSingle({agent: AGENT}), startSingle({agent: null})]);

/** What the agent costs the app: the same app with it and alone. */
export async function measureAgent({client, isQuick}: Bench): Promise<Section> {
  const size = {connections: CONNECTIONS, restMs: restMs(isQuick)};
  const {kept, fresh} = isQuick ? QUICK_SIZES : SIZES;
  const starts = isQuick ? 10 : 40;
  const rows = [
    ...(await rowsUnderLoad(client, {...size, ...kept, keepAlive: true})),
    ...(await rowsUnderLoad(client, {...size, ...fresh, keepAlive: false})),
    ...(await rowsOfStart(starts)),
    ...(await rowsOfInstructions()),
  ];
  return {
    name: 'agent',
    title: 'The agent',
    method:
      'The demo app in one process, with the agent and alone: what the agent does in a worker concerns no other process. Both serve ' +
      `at the same time and are loaded in turn, from ${CONNECTIONS} connections, in runs of ${OWN_RUN_MS / 1000} s next to each other ` +
      `(${client.name}): ${kept.rounds * kept.pairsARound} of each that keep their connections, ${fresh.rounds * fresh.pairsARound} with new ones; ` +
      `${kept.rounds} and ${fresh.rounds} times both start anew. Memory (RSS) is taken at rest and under load; from the start until it listens, ${starts} times. Instructions ` +
      `in user space are counted by callgrind, in one process each, which runs ${COUNTED.keepAlive.requests.toLocaleString('en-US')} requests, or ` +
      `${COUNTED.newConnections.requests.toLocaleString('en-US')} with new connections.`,
    columns: COMPARISON_COLUMNS,
    rows,
    charts: [],
  };
}

/** @param valuesOf of what was measured of one of both. */
function pair<Measured>(
  [withAgent, alone]: readonly [Measured, Measured],
  valuesOf: (measured: Measured) => readonly number[],
): [Series, Series] {
  return [
    {name: 'with the agent', values: valuesOf(withAgent)},
    {name: 'alone', values: valuesOf(alone)},
  ];
}

async function rowsUnderLoad(client: LoadClient, comparison: Comparison): Promise<Row[]> {
  const rss: [number[], number[]] = [[], []];
  const runs: Pairs = await runInTurn(client, comparison, startBoth, servers => {
    for (const [index, {pids}] of servers.entries()) rss[index]!.push(rssBytes(pids[0]!) / MEGABYTE);
  });
  const rates = pair(runs, own => own.map(({requestsPerSecond}) => requestsPerSecond));
  const cpu = pair(runs, own => own.flatMap(({cpuMicrosPerRequest}) => cpuMicrosPerRequest ?? []));
  const under = comparison.keepAlive ? 'keep-alive' : 'new connections';
  return [
    comparisonRow(comparison.keepAlive ? 'requests/s, keep-alive' : 'new connections/s', ...rates, AIMS.rate),
    comparisonRow(`CPU a request, ${under}, µs`, ...cpu, null),
    differenceRow(`RSS, ${under}`, 'MB', ...pair(rss, own => own), null),
  ];
}

/** Until it listens, and once it has come to rest. */
async function rowsOfStart(rounds: number): Promise<Row[]> {
  const times: [number[], number[]] = [[], []];
  const rss: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const index of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const startedAt = performance.now();
      const server = await startSingle({agent: index === 0 ? AGENT : null});
      try {
        times[index].push(performance.now() - startedAt);
        await new Promise(resolve => setTimeout(resolve, REST_MS));
        rss[index].push(rssBytes(server.pids[0]!) / MEGABYTE);
      } finally {
        await server.stop();
      }
    }
  }
  return [
    differenceRow('RSS, at rest', 'MB', ...pair(rss, own => own), AIMS.rss),
    differenceRow('from start to listening', 'ms', ...pair(times, own => own), AIMS.start),
  ];
}

async function rowsOfInstructions(): Promise<Row[]> {
  const what = 'instructions a request';
  if (!(await hasCallgrind())) return [missingRow(what, 'alone', 'callgrind is not installed')];
  const rows: Row[] = [];
  for (const keepAlive of [true, false]) {
    const counted = keepAlive ? COUNTED.keepAlive : COUNTED.newConnections;
    const counts = await Promise.all([
      instructionsPerRequest(true, keepAlive, counted),
      instructionsPerRequest(false, keepAlive, counted),
    ]);
    const title = `${what}, ${keepAlive ? 'keep-alive' : 'new connections'}`;
    rows.push(comparisonRow(title, ...pair(counts, count => [count]), null));
  }
  return rows;
}
