import {execFile, fork} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {cpuPercent} from '../../support/process-figures.js';
import type {LoadClient} from '../load/load.js';
import {type BenchCluster, startClusterview} from '../peers/clusterview.js';
import {openViewer} from '../peers/open-viewer.js';
import {DEMO_APP, endProcess} from '../peers/server.js';
import {COLUMNS, ROWS} from '../peers/terminal.js';
import {figureLine} from '../report/figure-line.js';
import {median} from '../report/statistics.js';
import {owned} from '../running.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** About 200 requests a second. */
const LIGHT_LOAD = fileURLToPath(new URL('../../../demo/load.js', import.meta.url));
const SIZES = [
  {workers: 4, target: '< 3 %'},
  {workers: 16, target: ''},
  {workers: 64, target: '< 10 %'},
];
const SETTLE_MS = 3000;
/** Far above what Node takes to read Ink. */
const IMPORT_MS_MAX = 30_000;

/** What the viewer uses while it shows a cluster under light load, and how soon it shows it. */
export async function measureViewer(_client: LoadClient, isQuick: boolean): Promise<void> {
  const ms = isQuick ? 10_000 : 30_000;
  process.stdout.write(`\nviewer: ${COLUMNS}×${ROWS}, light load, over ${ms / 1000} s\n`);
  process.stdout.write(figureLine('', 'bytes/s', '', 'of a core', 'target'));
  for (const {workers, target} of SIZES) {
    const cluster = await startClusterview('round-robin', workers, DEMO_APP);
    const load = fork(LIGHT_LOAD, {
      env: {...cluster.env, PORT: String(cluster.port)},
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const endLoad = owned(() => endProcess(load, 'SIGKILL'));
    try {
      const {bytesPerSecond, percent} = await watch(cluster, ms);
      const bytes = bytesPerSecond.toFixed(0);
      process.stdout.write(
        figureLine(`CPU of the viewer, ${workers} workers`, bytes, '', `${percent.toFixed(2)} %`, target),
      );
      if (workers === SIZES[0]!.workers) await printFirstFrame(cluster, isQuick ? 5 : 15);
    } finally {
      await endLoad();
      await cluster.stop();
    }
  }
}

async function watch(cluster: BenchCluster, ms: number): Promise<{bytesPerSecond: number; percent: number}> {
  const viewer = openViewer(cluster);
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

/** From the start of the command, beside what Node alone takes to read Ink as it is installed. */
async function printFirstFrame(cluster: BenchCluster, rounds: number): Promise<void> {
  const frames: number[] = [];
  const imports: number[] = [];
  for (let round = 0; round < rounds; round++) {
    let startedAt = performance.now();
    const viewer = openViewer(cluster);
    await viewer.firstFrame;
    frames.push(performance.now() - startedAt);
    await viewer.end();
    startedAt = performance.now();
    await run(process.execPath, ['-e', "import('ink')"], {cwd: ROOT, timeout: IMPORT_MS_MAX});
    imports.push(performance.now() - startedAt);
  }
  const [frame, ink] = [median(frames), median(imports)];
  process.stdout.write(
    figureLine(
      "first frame, beside import('ink'), ms",
      frame.toFixed(0),
      ink.toFixed(0),
      `ratio ${(frame / ink).toFixed(2)}`,
      '',
    ),
  );
}
