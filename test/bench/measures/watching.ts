import {setTimeout as sleep} from 'node:timers/promises';
import type {Bench} from '../bench.js';
import {turn} from '../load/blocks.js';
import {CONNECTIONS} from '../load/load.js';
import {restMs} from '../load/rest.js';
import {clusterview} from '../peers/clusterview.js';
import {nodeCluster} from '../peers/node-cluster.js';
import {openViewer} from '../peers/open-viewer.js';
import {openMonit} from '../peers/pm2.js';
import type {BenchServer} from '../peers/server.js';
import type {OpenTerminal} from '../peers/terminal.js';
import {COMPARISON_COLUMNS, comparisonRow, missingRow, type Series} from '../report/comparison.js';
import type {Row, Section} from '../report/section.js';

const WORKERS = 2;
const AIM = {relation: '≥', bound: 0.97} as const;
/** It draws once a second. */
const RUN_MS = 2000;
/** It has started, and what it has read and compiled at first is behind it: it is there to be left open. */
const SETTLE_MS = 3000;
const QUICK_SETTLE_MS = 500;

interface Watched {
  readonly server: BenchServer;
  /** `null` where there is nothing to watch it with. */
  readonly watch: (() => OpenTerminal) | null;
  readonly rates: {readonly without: number[]; readonly watched: number[]};
}

interface Turn {
  readonly run: (server: BenchServer) => Promise<number>;
  readonly settleMs: number;
  /** Whether the run with a viewer is. */
  readonly isFirst: boolean;
}

/** What it costs the clients that somebody watches. */
export async function measureWatching(bench: Bench): Promise<Section> {
  const {isQuick, load, client, pm2, pm2Reason} = bench;
  const rounds = isQuick ? 1 : 6;
  const aRound = isQuick ? 2 : 3;
  const ms = isQuick ? RUN_MS / 2 : RUN_MS;
  const settleMs = isQuick ? QUICK_SETTLE_MS : SETTLE_MS;
  const run = async (server: BenchServer) =>
    (await load.run(server, {connections: CONNECTIONS, keepAlive: true, ms})).requestsPerSecond;
  const newRates = () => ({without: [] as number[], watched: [] as number[]});
  const [ours, theirs, node] = [newRates(), newRates(), newRates()];
  for (let round = 0; round < rounds; round++) {
    const started: BenchServer[] = [];
    try {
      const cluster = await clusterview('round-robin').start(WORKERS);
      started.push(cluster);
      const plain = await nodeCluster('RR').start(WORKERS);
      started.push(plain);
      const watched: Watched[] = [
        {server: cluster, watch: () => openViewer(cluster), rates: ours},
        {server: plain, watch: null, rates: node},
      ];
      const daemon = await pm2?.start(WORKERS);
      if (daemon) {
        started.push(daemon);
        watched.push({server: daemon, watch: () => openMonit(daemon), rates: theirs});
      }
      await sleep(restMs(isQuick));
      for (const index of turn(started.length, round)) {
        await client.run(started[index]!, {connections: CONNECTIONS, keepAlive: true, ms: settleMs});
      }
      for (let block = 0; block < aRound; block++) {
        for (const index of turn(watched.length, round * aRound + block)) {
          await runBoth(watched[index]!, {run, settleMs, isFirst: block % 2 === 0});
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
      `(for pm2: pm2 monit) that has been open for ${settleMs / 1000} s, and without in turn, ${rounds * aRound} ` +
      `runs of ${ms / 1000} s each (${load.name}). All start anew ${rounds} times.`,
    columns: COMPARISON_COLUMNS,
    rows: [
      ...rowsOf({ours, node: node.without, theirs: pm2 ? theirs : null, aRound}),
      ...(pm2 ? [] : [missingRow('requests/s, watched', 'pm2', pm2Reason)]),
    ],
    charts: [],
  };
}

/** With a viewer and without, next to each other. */
async function runBoth({server, watch, rates}: Watched, {run, settleMs, isFirst}: Turn): Promise<void> {
  if (!watch) {
    rates.without.push(await run(server));
    return;
  }
  if (!isFirst) rates.without.push(await run(server));
  const viewer = watch();
  try {
    await viewer.firstFrame;
    await sleep(settleMs);
    rates.watched.push(await run(server));
  } finally {
    await viewer.end();
  }
  await sleep(settleMs);
  if (isFirst) rates.without.push(await run(server));
}

function rowsOf({
  ours,
  node,
  theirs,
  aRound,
}: {
  readonly ours: Watched['rates'];
  readonly node: readonly number[];
  /** `null` where pm2 can't be had. */
  readonly theirs: Watched['rates'] | null;
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

  function rowsOfPm2({watched, without}: Watched['rates']): Row[] {
    const withMonit = series('pm2 with monit', watched);
    return [
      comparisonRow(what, viewed, withMonit, null),
      comparisonRow('pm2 with monit, and without', withMonit, series('pm2 without', without), null),
    ];
  }
}
