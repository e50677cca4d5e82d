import type {Bench} from '../../bench.js';
import {runArrivals} from '../../load/arrivals.js';
import {type Blocks, runBlocks} from '../../load/blocks.js';
import {CONNECTIONS} from '../../load/load.js';
import type {Contender} from '../../peers/server.js';
import {AIMS} from '../../report/aims.js';
import {quantile} from '../../report/statistics.js';
import {UNEVEN} from '../uneven.js';
import {type Course, coursesOf} from './course.js';
import {rateOf, warmUp} from './load.js';

const ARRIVALS_MS = 3000;

const COURSES = {
  keepAlive: {name: 'growth-workers', what: 'requests/s, keep-alive', aim: AIMS.keepAlive},
  fresh: {name: 'growth-new-connections', what: 'new connections/s', aim: AIMS.fresh},
  p99: {name: 'growth-p99', what: 'p99 of light requests, ms', aim: AIMS.p99},
} as const;

/** Throughput, and how long requests wait behind others, with so many workers. */
export async function growthByWorkers(
  bench: Bench,
  contenders: readonly Contender[],
  counts: readonly number[],
  blocks: Omit<Blocks, 'workers'>,
): Promise<Course[]> {
  const results = new Map<number, {keepAlive: number; fresh: number; p99: number}[][]>();
  for (const workers of counts) {
    const runs = await runBlocks(
      contenders,
      {...blocks, workers},
      async (server, block) => {
        const keepAlive = await rateOf(bench, server, CONNECTIONS, true);
        const fresh = await rateOf(bench, server, CONNECTIONS, false);
        const {light} = await runArrivals(server.port, {...UNEVEN, ms: ARRIVALS_MS, seed: block + 1});
        return {keepAlive, fresh, p99: quantile(light, 0.99)};
      },
      server => warmUp(bench, server),
    );
    results.set(workers, runs);
  }
  return coursesOf(COURSES, 'workers', results);
}
