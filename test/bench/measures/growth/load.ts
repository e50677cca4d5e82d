import type {Bench} from '../../bench.js';
import type {BenchServer} from '../../peers/server.js';

export const CONNECTIONS = 128;
/** Of requests/s and new connections/s, at each size. */
export const RATE_AIM = {relation: '≥', bound: 0.97} as const;
/**
 * Each process compiles by itself, by how much it has run: with 64 of them on 2 cores, each answered several times
 * more slowly until it had had 3,500 requests.
 */
const WARM_UP_REQUESTS_PER_WORKER = 6000;
const WARM_UP_REQUESTS_MIN = 50_000;
const WARM_UP_MS_MAX = 120_000;
/** With many connections it takes a while to open them. */
const RUN_MS_PER_CONNECTION = 0.5;

/** Requests a second in one run. */
export async function rateOf(
  {load, runMs}: Bench,
  server: BenchServer,
  connections: number,
  keepAlive: boolean,
): Promise<number> {
  const ms = Math.max(runMs, connections * RUN_MS_PER_CONNECTION);
  return (await load.run(server, {connections, keepAlive, ms})).requestsPerSecond;
}

export function warmUp({client}: Bench, server: BenchServer): Promise<unknown> {
  const requests = Math.max(WARM_UP_REQUESTS_MIN, (server.pids.length - 1) * WARM_UP_REQUESTS_PER_WORKER);
  return client.run(server, {connections: CONNECTIONS, keepAlive: true, ms: WARM_UP_MS_MAX, requests});
}
