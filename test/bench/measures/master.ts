import {cpuPercent} from '../../support/process-figures.js';
import type {LoadClient} from '../load/load.js';
import {startClusterview} from '../peers/clusterview.js';
import {figureLine} from '../report/figure-line.js';

const WORKERS = 64;
const TARGET = '< 5 %';
/** The start is not over when the last worker is ready: caches fill, and garbage goes. */
const SETTLE_MS = 3000;

/** What the master uses with many workers that have nothing to do. */
export async function measureMaster(_client: LoadClient, isQuick: boolean): Promise<void> {
  const ms = isQuick ? 10_000 : 30_000;
  process.stdout.write(`\nmaster: ${WORKERS} idle workers, over ${ms / 1000} s\n`);
  const server = await startClusterview('round-robin', WORKERS);
  try {
    await new Promise(resolve => setTimeout(resolve, SETTLE_MS));
    const percent = await cpuPercent(server.pids[0]!, ms);
    process.stdout.write(
      figureLine('CPU of the master, share of a core', '', '', `${percent.toFixed(2)} %`, TARGET),
    );
  } finally {
    await server.stop();
  }
}
