import type {Bench} from '../../bench.js';
import type {BenchServer} from '../../peers/server.js';

export const CONNECTIONS = 128;
/** Beside `node:cluster`, at each size. */
export const AIMS = {
  keepAlive: {relation: '≥', bound: 0.97},
  fresh: {relation: '≥', bound: 1},
  p99: {relation: '≤', bound: 1},
  start: {relation: '≤', bound: 1.2},
} as const;
/**
 * Each process compiles by itself, by how much it has run: with 16 of them on 2 cores all answered 17,000 requests a second
 * after 6,000 for each, and 50,000 after 12,000.
 */
const WARM_UP = {
  keepAlive: {perWorker: 12_000, min: 50_000},
  fresh: {perWorker: 2000, min: 12_000},
};
const WARM_UP_MS_MAX = 120_000;
/** With more connections it takes a while to open them: these runs take three times as long, */
const MANY_CONNECTIONS = 1000;
const LONGER = 3;
/** and with very many so much longer. */
const RUN_MS_PER_CONNECTION = 0.5;

/** Requests a second in one run. */
export async function rateOf(
  {load, runMs}: Bench,
  server: BenchServer,
  connections: number,
  keepAlive: boolean,
): Promise<number> {
  const usualMs = connections < MANY_CONNECTIONS ? runMs : runMs * LONGER;
  const ms = Math.max(usualMs, connections * RUN_MS_PER_CONNECTION);
  return (await load.run(server, {connections, keepAlive, ms})).requestsPerSecond;
}

export async function warmUp({client, isQuick}: Bench, server: BenchServer): Promise<void> {
  const workers = server.pids.length - 1;
  for (const keepAlive of [true, false]) {
    const {perWorker, min} = keepAlive ? WARM_UP.keepAlive : WARM_UP.fresh;
    const requests = isQuick ? min : Math.max(min, workers * perWorker);
    await client.run(server, {connections: CONNECTIONS, keepAlive, ms: WARM_UP_MS_MAX, requests});
  }
}
