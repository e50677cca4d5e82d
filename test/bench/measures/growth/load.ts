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
 * Each process compiles by itself, by how much it has run: with 64 of them on 2 cores, each answered several times
 * more slowly until it had had 3,500 requests.
 */
const WARM_UP_REQUESTS_PER_WORKER = 6000;
const WARM_UP_REQUESTS_MIN = 50_000;
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

export function warmUp({client}: Bench, server: BenchServer): Promise<unknown> {
  const requests = Math.max(WARM_UP_REQUESTS_MIN, (server.pids.length - 1) * WARM_UP_REQUESTS_PER_WORKER);
  return client.run(server, {connections: CONNECTIONS, keepAlive: true, ms: WARM_UP_MS_MAX, requests});
}
