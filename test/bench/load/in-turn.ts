import {setTimeout} from 'node:timers/promises';
import type {BenchServer} from '../peers/server.js';
import {type LoadClient, OWN_RUN_MS, type Run} from './load.js';

/** As many as it takes until the compiler has next to nothing left to do; connections cost it more each. */
const WARM_UP_REQUESTS = {keepAlive: 80_000, newConnections: 20_000};
const WARM_UP_MS_MAX = 30_000;

export interface Comparison {
  readonly connections: number;
  readonly keepAlive: boolean;
  /** Each starts both anew: what the compiler makes of a process differs by more than what is measured. */
  readonly rounds: number;
  /** Many short runs: where a machine is slow for a while, it is so for both of a pair. */
  readonly pairsARound: number;
  /** Before the warm-up: see rest.ts. */
  readonly restMs: number;
}

/** Runs of the first and of the second, by pairs. */
export type Pairs = readonly [readonly Run[], readonly Run[]];

/**
 * Two servers that serve at the same time and are loaded in turn, so that whatever else the machine does meets both
 * alike.
 * @param onWarm is called each round, after the warm-up.
 */
export async function runInTurn(
  client: LoadClient,
  {connections, keepAlive, rounds, pairsARound, restMs}: Comparison,
  start: () => Promise<readonly [BenchServer, BenchServer]>,
  onWarm: (servers: readonly [BenchServer, BenchServer]) => void = () => {},
): Promise<Pairs> {
  const pairs: [Run[], Run[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const servers = await start();
    try {
      await setTimeout(restMs);
      const requests = keepAlive ? WARM_UP_REQUESTS.keepAlive : WARM_UP_REQUESTS.newConnections;
      // Which of them is the first changes how fast they are by more than what is compared.
      const firstIsFirst = round % 2 === 0;
      for (const server of firstIsFirst ? servers : servers.toReversed())
        await client.run(server, {connections, keepAlive, requests, ms: WARM_UP_MS_MAX});
      onWarm(servers);
      for (let pair = 0; pair < pairsARound; pair++) {
        // Neither is always first.
        for (const index of (pair % 2 === 0) === firstIsFirst ? ([0, 1] as const) : ([1, 0] as const)) {
          pairs[index].push(await client.run(servers[index], {connections, keepAlive, ms: OWN_RUN_MS}));
        }
      }
    } finally {
      await Promise.all(servers.map(server => server.stop()));
    }
  }
  return pairs;
}
