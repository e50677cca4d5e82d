import type {Bench} from '../../bench.js';
import {runArrivals} from '../../load/arrivals.js';
import {type Blocks, runBlocks} from '../../load/blocks.js';
import {CONNECTIONS} from '../../load/load.js';
import type {Contender} from '../../peers/server.js';
import {quantile} from '../../report/statistics.js';
import {UNEVEN} from '../uneven.js';
import {type Course, followCourses} from './course.js';
import {rateOf, warmUp} from './load.js';

const ARRIVALS_MS = 3000;

const COURSES = {
  keepAlive: {name: 'growth-workers', what: 'requests/s, keep-alive'},
  fresh: {name: 'growth-new-connections', what: 'new connections/s'},
  p99: {name: 'growth-p99', what: 'p99 of light requests, ms'},
} as const;

/** Throughput, and how long requests wait behind others, with so many workers. */
export async function growthByWorkers(
  bench: Bench,
  contenders: readonly Contender[],
  counts: readonly number[],
  blocks: Omit<Blocks, 'workers'>,
): Promise<Course[]> {
  return followCourses(COURSES, 'workers', counts, blocks.blocksARound, workers =>
    runBlocks(
      contenders,
      {...blocks, workers},
      async (server, block) => {
        const keepAlive = await rateOf(bench, server, CONNECTIONS, true);
        const fresh = await rateOf(bench, server, CONNECTIONS, false);
        const {light} = await runArrivals(server.port, {...UNEVEN, ms: ARRIVALS_MS, seed: block + 1});
        return {keepAlive, fresh, p99: quantile(light, 0.99)};
      },
      server => warmUp(bench, server),
    ),
  );
}
