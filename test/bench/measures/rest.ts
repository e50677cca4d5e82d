import {setTimeout as sleep} from 'node:timers/promises';
import {MEGABYTE} from '../../../source/size-in-words.js';
import {cpuPercent, pssBytes, rssBytes} from '../../support/process-figures.js';
import type {Bench} from '../bench.js';
import {turn} from '../load/blocks.js';
import {startDetached} from '../peers/clusterview.js';
import type {SteeredServer} from '../peers/server.js';
import {COMPARISON_COLUMNS, comparisonRow, figureRow, missingRow} from '../report/comparison.js';
import type {LineChart} from '../report/line-chart.js';
import type {Row, Section} from '../report/section.js';
import {median} from '../report/statistics.js';
import {withHelpers} from './with-helpers.js';

const COUNTS = [1, 4, 16, 64];
const QUICK_COUNTS = [1, 4];
const AIM = {relation: '<', bound: 1} as const;
/** Percent of a core, with so many workers. */
const BOUNDS: readonly (readonly ['masterCpu' | 'viewerCpu', number, number])[] = [
  ['masterCpu', 64, 5],
  ['viewerCpu', 4, 3],
  ['viewerCpu', 64, 10],
];

/** CPU in percent of a core, a value for each window; memory in MB. */
interface AtRest {
  readonly workers: number;
  /** With its helpers: what it has started that is no worker. */
  readonly masterCpu: readonly number[];
  readonly viewerCpu: readonly number[];
  /** Of all together. */
  readonly workersCpu: readonly number[];
  readonly masterMemory: readonly number[];
  readonly viewerMemory: readonly number[];
  readonly masterRss: readonly number[];
  readonly viewerRss: readonly number[];
  /** Of master, helpers and workers together. */
  readonly totalMemory: readonly number[];
}

type Figures = Omit<AtRest, 'workers'>;

/** What master and viewer use while nothing happens. */
export async function measureRest(bench: Bench): Promise<Section> {
  const {isQuick, pm2, pm2Reason} = bench;
  const counts = isQuick ? QUICK_COUNTS : COUNTS;
  const windows = isQuick ? {count: 1, ms: 2000, settleMs: 2000} : {count: 3, ms: 5000, settleMs: 5000};
  const rounds = isQuick ? 1 : 2;
  const ours: AtRest[] = [];
  const theirs: AtRest[] = [];
  for (const workers of counts) {
    const [own, other]: [AtRest[], AtRest[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      for (const index of turn(pm2 ? 2 : 1, round)) {
        if (index === 0)
          own.push(await atRest(await startDetached('round-robin', workers), workers, windows));
        else if (pm2) other.push(await atRest(await pm2.start(workers), workers, windows));
      }
    }
    ours.push(together(own));
    if (pm2) theirs.push(together(other));
  }
  return {
    name: 'rest',
    title: 'At rest',
    method:
      `A cluster that nobody asks anything, while somebody watches it in a terminal of 120×40 (for pm2: pm2 monit); ` +
      `${rounds} clusters each in turn, ${windows.count} times ${windows.ms / 1000} s. CPU in percent of a core. Memory in MB as PSS: what processes ` +
      'share counts for each in part; RSS counts it whole, for each. Both masters run in the background. master: with what it has started beside workers; of pm2, its daemon. Added per worker: what master and workers use together with ' +
      `${counts.at(-1)} workers and not with ${counts[0]}, divided by the workers between.` +
      (isQuick ? ' --quick leaves out 16 and 64 workers.' : ''),
    columns: COMPARISON_COLUMNS,
    rows: [
      ...rowsOf(ours, theirs, windows.count),
      ...boundsOf(ours, windows.count),
      ...(pm2 ? [] : [missingRow('all', 'pm2', pm2Reason)]),
    ],
    charts: chartsOf(ours, theirs),
  };
}

async function atRest(
  server: SteeredServer,
  workers: number,
  windows: {readonly count: number; readonly ms: number; readonly settleMs: number},
): Promise<AtRest> {
  const result = {
    workers,
    masterCpu: [] as number[],
    viewerCpu: [] as number[],
    workersCpu: [] as number[],
    masterMemory: [] as number[],
    viewerMemory: [] as number[],
    masterRss: [] as number[],
    viewerRss: [] as number[],
    totalMemory: [] as number[],
  };
  const megabytes = (pid: number) => pssBytes(pid) / MEGABYTE;
  const viewer = server.watch();
  try {
    await viewer.firstFrame;
    await sleep(windows.settleMs);
    for (let window = 0; window < windows.count; window++) {
      const [, ...workerPids] = server.pids;
      const [masters, {pid}] = [withHelpers(server.pids), viewer.process];
      const cpuOf = async (pids: readonly number[]) =>
        total(await Promise.all(pids.map(each => cpuPercent(each, windows.ms))));
      const cpu = await Promise.all([cpuOf(masters), cpuOf([pid]), cpuOf(workerPids)]);
      result.masterCpu.push(cpu[0]);
      result.viewerCpu.push(cpu[1]);
      result.workersCpu.push(cpu[2]);
      result.masterMemory.push(total(masters.map(megabytes)));
      result.viewerMemory.push(megabytes(pid));
      result.masterRss.push(total(masters.map(rssBytes)) / MEGABYTE);
      result.viewerRss.push(rssBytes(pid) / MEGABYTE);
      result.totalMemory.push(total([...masters, ...workerPids].map(megabytes)));
    }
  } finally {
    await viewer.end();
    await server.stop();
  }
  return result;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** What was measured of several clusters of one size. */
function together(results: readonly AtRest[]): AtRest {
  const fields = Object.keys(results[0]!).filter(field => field !== 'workers') as (keyof Figures)[];
  const merged = fields.map(field => [field, results.flatMap(result => result[field])]);
  return {workers: results[0]!.workers, ...(Object.fromEntries(merged) as Figures)};
}

/** @param aRound windows of each cluster. */
function rowsOf(ours: readonly AtRest[], theirs: readonly AtRest[], aRound: number): Row[] {
  const each = (what: string, field: keyof Figures, peer: string, aim: typeof AIM | null = AIM) =>
    ours.map((own, index) =>
      comparisonRow(
        `${what}, ${own.workers} ${own.workers === 1 ? 'worker' : 'workers'}`,
        {name: 'clusterview', values: own[field], aRound},
        {name: peer, values: theirs[index]?.[field] ?? [], aRound},
        aim,
      ),
    );
  return [
    ...each('CPU of the master, %', 'masterCpu', 'pm2 daemon'),
    ...each('CPU of the viewer, %', 'viewerCpu', 'pm2 monit'),
    ...each('CPU of all workers, %', 'workersCpu', 'pm2', null),
    ...each('memory of the master, MB', 'masterMemory', 'pm2 daemon'),
    ...each('memory of the viewer, MB', 'viewerMemory', 'pm2 monit'),
    comparisonRow(
      'memory added per worker, MB',
      {name: 'clusterview', values: addedPerWorker(ours), aRound},
      {name: 'pm2', values: theirs.length > 0 ? addedPerWorker(theirs) : [], aRound},
      AIM,
    ),
    ...each('RSS of the master, MB', 'masterRss', 'pm2 daemon', null),
    ...each('RSS of the viewer, MB', 'viewerRss', 'pm2 monit', null),
  ];
}

function boundsOf(ours: readonly AtRest[], aRound: number): Row[] {
  return BOUNDS.flatMap(([field, workers, bound]) => {
    const own = ours.find(result => result.workers === workers);
    const what = `CPU of the ${field === 'masterCpu' ? 'master' : 'viewer'}, %, ${workers} workers, by itself`;
    return own ? [figureRow(what, own[field], {relation: '<', bound}, aRound)] : [];
  });
}

function addedPerWorker(results: readonly AtRest[]): number[] {
  const [few, many] = [results[0]!, results.at(-1)!];
  return many.totalMemory.map(
    (total, index) => (total - few.totalMemory[index]!) / (many.workers - few.workers),
  );
}

function chartsOf(ours: readonly AtRest[], theirs: readonly AtRest[]): LineChart[] {
  const line = (label: string, results: readonly AtRest[], field: keyof Figures) => ({
    label,
    isOurs: results === ours,
    points: results.map(result => [result.workers, median(result[field])] as const),
  });
  const chart = (name: string, title: string, kind: 'Cpu' | 'Memory'): LineChart => ({
    kind: 'lines',
    name,
    title,
    along: 'workers',
    lines: [
      line('master', ours, `master${kind}`),
      line('viewer', ours, `viewer${kind}`),
      ...(theirs.length > 0
        ? [line('pm2 daemon', theirs, `master${kind}`), line('pm2 monit', theirs, `viewer${kind}`)]
        : []),
    ],
  });
  return [
    chart('rest-cpu', 'CPU at rest, percent of a core', 'Cpu'),
    chart('rest-memory', 'Memory at rest, MB (PSS)', 'Memory'),
  ];
}
