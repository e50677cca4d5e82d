import {MEGABYTE} from '../../../source/size-in-words.js';
import {rssBytes} from '../../support/process-figures.js';
import type {Bench} from '../bench.js';
import {type Comparison, type Pairs, runInTurn} from '../load/in-turn.js';
import {type LoadClient, OWN_RUN_MS} from '../load/load.js';
import {restMs} from '../load/rest.js';
import {AGENT, startSingle} from '../peers/single.js';
import {COMPARISON_COLUMNS, comparisonRow, differenceRow, missingRow} from '../report/comparison.js';
import type {Row, Section} from '../report/section.js';
import {withAndAlone} from './agent-pair.js';
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
const AIM = {relation: '≥', bound: 0.97} as const;

/** Where one does not start, the other one is ended with whatever else runs then: see running.ts. */
const startBoth = () => Promise.all([startSingle({agent: AGENT}), startSingle({agent: null})]);

/** What the agent costs the app under load: the same app with it and alone. */
export async function measureAgent({client, isQuick}: Bench): Promise<Section> {
  const size = {connections: CONNECTIONS, restMs: restMs(isQuick)};
  const {kept, fresh} = isQuick ? QUICK_SIZES : SIZES;
  const rows = [
    ...(await rowsUnderLoad(client, {...size, ...kept, keepAlive: true})),
    ...(await rowsUnderLoad(client, {...size, ...fresh, keepAlive: false})),
    ...(await rowsOfInstructions()),
  ];
  return {
    name: 'agent',
    title: 'The agent',
    method:
      'The demo app in one process, with the agent and alone: what the agent does in a worker concerns no other process. Both serve ' +
      `at the same time and are loaded in turn, from ${CONNECTIONS} connections, in runs of ${OWN_RUN_MS / 1000} s next to each other ` +
      `(${client.name}): ${kept.rounds * kept.pairsARound} of each that keep their connections, ${fresh.rounds * fresh.pairsARound} with new ones; ` +
      `${kept.rounds} and ${fresh.rounds} times both start anew. Memory (RSS) is taken under load. Instructions in user space ` +
      `are counted by callgrind, in one process each, which runs ${COUNTED.keepAlive.requests.toLocaleString('en-US')} requests, or ` +
      `${COUNTED.newConnections.requests.toLocaleString('en-US')} with new connections.`,
    columns: COMPARISON_COLUMNS,
    rows,
    charts: [],
  };
}

async function rowsUnderLoad(client: LoadClient, comparison: Comparison): Promise<Row[]> {
  const rss: [number[], number[]] = [[], []];
  const runs: Pairs = await runInTurn(client, comparison, startBoth, servers => {
    for (const [index, {pids}] of servers.entries()) rss[index]!.push(rssBytes(pids[0]!) / MEGABYTE);
  });
  const rates = withAndAlone(
    runs,
    own => own.map(({requestsPerSecond}) => requestsPerSecond),
    comparison.pairsARound,
  );
  const cpu = withAndAlone(
    runs,
    own => own.flatMap(({cpuMicrosPerRequest}) => cpuMicrosPerRequest ?? []),
    comparison.pairsARound,
  );
  const under = comparison.keepAlive ? 'keep-alive' : 'new connections';
  return [
    comparisonRow(comparison.keepAlive ? 'requests/s, keep-alive' : 'new connections/s', ...rates, AIM),
    comparisonRow(`CPU a request, ${under}, µs`, ...cpu, null),
    differenceRow(`RSS, ${under}`, 'MB', ...withAndAlone(rss, own => own), null),
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
    rows.push(comparisonRow(title, ...withAndAlone(counts, count => [count]), null));
  }
  return rows;
}
