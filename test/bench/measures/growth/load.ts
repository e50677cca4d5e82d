import type {Bench} from '../../bench.js';
import type {Blocks} from '../../load/blocks.js';
import {CONNECTIONS} from '../../load/load.js';
import {settleMs, watchedAndNot} from '../../load/watched.js';
import type {BenchServer} from '../../peers/server.js';
import type {GrowingServer} from './contender.js';

/**
 * Each process compiles by itself, by how much it has run: with 16 of them on 2 cores all answered 17,000 requests a second
 * after 6,000 for each, and 50,000 after 12,000.
 */
const WARM_UP = {
  keepAlive: {perWorker: 12_000, min: 50_000},
  fresh: {perWorker: 2000, min: 12_000},
};
/** Far above what few workers take for it. */
const WARM_UP_MS_MAX = 120_000;
/** The same for each of many: they share the cores, so that it takes longer the more of them there are. */
const WARM_UP_MS_PER_WORKER = 6000;
/** From here on it takes a while to open the connections. */
const MANY_CONNECTIONS = 1000;
/** So many times longer are runs with many, so that this takes a small part of them. */
const LONGER = 3;
/** A client that has not even been accepted tries again after 1, 3 and 7 s. */
const AT_ONCE_MS_MAX = 10_000;
/** Of the requests of the part uneven. */
export const ARRIVALS_MS = 3000;
/** The least for very many. */
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

/**
 * Of requests a second on so many connections that stay open, what is left while somebody watches, in percent; `null` where
 * there is nothing to watch it with, and but for the first round: of all, it takes the longest.
 * @param block the one is measured first each other time.
 */
export async function watchedShare(
  bench: Bench,
  {watch, ...server}: GrowingServer,
  connections: number,
  block: number,
  {blocksARound}: Pick<Blocks, 'blocksARound'>,
): Promise<number | null> {
  if (!watch || block >= blocksARound) return null;
  const run = () => rateOf(bench, server, connections, true);
  const {watched, without} = await watchedAndNot({watch}, run, settleMs(bench.isQuick), block % 2 === 1);
  return (100 * watched) / without;
}

/**
 * So many clients connect at the same time, each with one request.
 * @throws where not all are answered.
 */
export async function allAnsweredMs(
  {client}: Bench,
  server: BenchServer,
  connections: number,
): Promise<number> {
  const run = await client.run(server, {connections, keepAlive: false, once: true, ms: AT_ONCE_MS_MAX});
  return (run.answered / run.requestsPerSecond) * 1000;
}

/** @throws where the server is too slow for it: its figures would be those of a process that is still compiled. */
export async function warmUp({client, isQuick}: Bench, server: BenchServer): Promise<void> {
  const workers = server.pids.length - 1;
  const ms = Math.max(WARM_UP_MS_MAX, workers * WARM_UP_MS_PER_WORKER);
  for (const keepAlive of [true, false]) {
    const {perWorker, min} = keepAlive ? WARM_UP.keepAlive : WARM_UP.fresh;
    const requests = isQuick ? min : Math.max(min, workers * perWorker);
    const {answered} = await client.run(server, {connections: CONNECTIONS, keepAlive, ms, requests});
    if (answered < requests) {
      throw new Error(`of ${requests} requests to warm up, ${answered} were answered within ${ms / 1000} s`);
    }
  }
}
