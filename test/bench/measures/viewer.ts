import {execFile, fork} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {cpuPercent} from '../../support/process-figures.js';
import type {Bench} from '../bench.js';
import {OWN_SESSION} from '../own-session.js';
import {type BenchCluster, startClusterview} from '../peers/clusterview.js';
import {DEMO_APP, endProcess} from '../peers/server.js';
import {COLUMNS, ROWS} from '../peers/terminal.js';
import type {Aim} from '../report/aim.js';
import {COMPARISON_COLUMNS, comparisonRow, figureRow} from '../report/comparison.js';
import type {Row, Section} from '../report/section.js';
import {owned} from '../running.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** About 200 requests a second. */
const LIGHT_LOAD = fileURLToPath(new URL('../../../demo/load.js', import.meta.url));
const SIZES: readonly {readonly workers: number; readonly aim: Aim | null}[] = [
  {workers: 4, aim: {relation: '<', bound: 3}},
  {workers: 16, aim: null},
  {workers: 64, aim: {relation: '<', bound: 10}},
];
const SETTLE_MS = 3000;
/** Far above what Node takes to read Ink. */
const IMPORT_MS_MAX = 30_000;

/** What the viewer uses while it shows a cluster under light load, and how soon it shows it. */
export async function measureViewer({isQuick}: Bench): Promise<Section> {
  const ms = isQuick ? 10_000 : 30_000;
  const frames = isQuick ? 5 : 15;
  const rows: Row[] = [];
  for (const {workers, aim} of SIZES) {
    const cluster = await startClusterview('round-robin', workers, DEMO_APP);
    const load = fork(LIGHT_LOAD, {
      env: {...cluster.env, PORT: String(cluster.port)},
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      ...OWN_SESSION,
    });
    const endLoad = owned(() => endProcess(load, 'SIGKILL'));
    try {
      const {bytesPerSecond, percent} = await watch(cluster, ms);
      rows.push(
        figureRow(`CPU of the viewer, %, ${workers} workers`, [percent], aim),
        figureRow(`bytes/s to the terminal, ${workers} workers`, [bytesPerSecond], null),
      );
      if (workers === SIZES[0]!.workers) rows.push(await firstFrameRow(cluster, frames));
    } finally {
      await endLoad();
      await cluster.stop();
    }
  }
  return {
    name: 'viewer',
    title: 'The viewer',
    method:
      `A viewer of ${COLUMNS}×${ROWS} on a cluster under light load (demo/load.js), over ${ms / 1000} s each; and from the start of the ` +
      `command to the first frame, ${frames} times in turn with a Node process that does nothing but import Ink as it is installed.`,
    columns: COMPARISON_COLUMNS,
    rows,
    charts: [],
  };
}

async function watch(cluster: BenchCluster, ms: number): Promise<{bytesPerSecond: number; percent: number}> {
  const viewer = cluster.watch();
  let bytes = 0;
  try {
    await viewer.firstFrame;
    await new Promise(resolve => setTimeout(resolve, SETTLE_MS));
    viewer.process.onData(text => {
      bytes += Buffer.byteLength(text);
    });
    const percent = await cpuPercent(viewer.process.pid, ms);
    return {bytesPerSecond: bytes / (ms / 1000), percent};
  } finally {
    await viewer.end();
  }
}

async function firstFrameRow(cluster: BenchCluster, rounds: number): Promise<Row> {
  const frames: number[] = [];
  const imports: number[] = [];
  for (let round = 0; round < rounds; round++) {
    let startedAt = performance.now();
    const viewer = cluster.watch();
    await viewer.firstFrame;
    frames.push(performance.now() - startedAt);
    await viewer.end();
    startedAt = performance.now();
    await run(process.execPath, ['-e', "import('ink')"], {cwd: ROOT, timeout: IMPORT_MS_MAX});
    imports.push(performance.now() - startedAt);
  }
  const ours = {name: 'clusterview attach', values: frames};
  return comparisonRow('first frame, ms', ours, {name: "import('ink')", values: imports}, null);
}
