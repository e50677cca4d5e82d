import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {MEGABYTE} from '../../../source/size-in-words.js';
import {cpuMicros, rssBytes} from '../../support/process-figures.js';
import type {Bench} from '../bench.js';
import {type LoadClient, OWN_RUN_MS, type Run} from '../load/load.js';
import {type BenchCluster, startClusterview} from '../peers/clusterview.js';
import {COMPARISON_COLUMNS, comparisonRow, figureRow} from '../report/comparison.js';
import type {Section} from '../report/section.js';

const APP = fileURLToPath(new URL('logging-app.mjs', import.meta.url));
const WORKERS = 2;
const LINES_PER_SECOND = 10_000;
const CONNECTIONS = 32;
/** As many as it takes until the compiler has next to nothing left to do in both workers, and at most so long. */
const WARM_UP = {requests: 120_000, ms: 30_000};
const RUNS = 10;
const SETTLE_MS = 2000;
const LOGS_KEY = '3';
const AIMS = {rate: {relation: '≥', bound: 0.97}, cpu: {relation: '<', bound: 50}} as const;

/** What it costs to look at workers that write a lot. */
export async function measureLogs({client, isQuick}: Bench): Promise<Section> {
  const rounds = isQuick ? 3 : 10;
  const cluster = await startClusterview('round-robin', WORKERS, APP, {
    LINES_PER_SECOND: String(LINES_PER_SECOND / WORKERS),
  });
  const runs: [Run[], Run[]] = [[], []];
  const viewers: Cost[] = [];
  const withViewer = async () => {
    viewers.push(await watched(cluster, () => load(client, cluster, runs[0])));
  };
  const without = async () => {
    await sleep(SETTLE_MS);
    await load(client, cluster, runs[1]);
  };
  try {
    await client.run(cluster, {connections: CONNECTIONS, keepAlive: true, ...WARM_UP});
    for (let round = 0; round < rounds; round++) {
      // Neither is always first.
      for (const measure of round % 2 === 0 ? [withViewer, without] : [without, withViewer]) await measure();
    }
  } finally {
    await cluster.stop();
  }
  const [withLogs, alone] = runs.map(own => own.map(({requestsPerSecond}) => requestsPerSecond));
  return {
    name: 'logs',
    title: 'Logs',
    method:
      `${LINES_PER_SECOND.toLocaleString('en-US')} lines a second from ${WORKERS} workers, ${CONNECTIONS} connections (${client.name}): ` +
      `${rounds} times in turn with a viewer of their logs and without, ${RUNS} runs of ${OWN_RUN_MS / 1000} s each, all on one cluster.`,
    columns: COMPARISON_COLUMNS,
    rows: [
      comparisonRow(
        'requests/s, keep-alive, with a viewer of the logs',
        {name: 'viewed', values: withLogs!, aRound: RUNS},
        {name: 'not viewed', values: alone!, aRound: RUNS},
        AIMS.rate,
      ),
      figureRow(
        'CPU of the viewer, %',
        viewers.map(({percent}) => percent),
        AIMS.cpu,
      ),
      figureRow(
        'RSS of the viewer, MB',
        viewers.map(({rssBytes}) => rssBytes / MEGABYTE),
        null,
      ),
    ],
    charts: [],
  };
}

async function load(client: LoadClient, cluster: BenchCluster, runs: Run[]): Promise<void> {
  for (let run = 0; run < RUNS; run++) {
    runs.push(await client.run(cluster, {connections: CONNECTIONS, keepAlive: true, ms: OWN_RUN_MS}));
  }
}

interface Cost {
  readonly percent: number;
  readonly rssBytes: number;
}

async function watched(cluster: BenchCluster, run: () => Promise<void>): Promise<Cost> {
  const viewer = cluster.watch();
  const {pid} = viewer.process;
  try {
    await viewer.firstFrame;
    viewer.process.write(LOGS_KEY);
    await sleep(SETTLE_MS);
    const [before, startedAt] = [cpuMicros([pid]), performance.now()];
    await run();
    const used = (cpuMicros([pid]) ?? Number.NaN) - (before ?? Number.NaN);
    return {percent: used / 10 / (performance.now() - startedAt), rssBytes: rssBytes(pid)};
  } finally {
    await viewer.end();
  }
}
