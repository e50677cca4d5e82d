import type {Bench} from '../../bench.js';
import {runArrivals} from '../../load/arrivals.js';
import {type Blocks, runBlocks} from '../../load/blocks.js';
import {CONNECTIONS} from '../../load/load.js';
import {quantile} from '../../report/statistics.js';
import {UNEVEN} from '../uneven.js';
import type {GrowingContender} from './contender.js';
import {type Course, followCourses} from './course.js';
import {ARRIVALS_MS, rateOf, warmUp, watchedShare} from './load.js';

const COURSES = {
  keepAlive: {name: 'growth-workers', what: 'requests/s, keep-alive'},
  watched: {name: 'growth-watched-by-workers', what: '% of requests/s that are left while somebody watches'},
  fresh: {name: 'growth-new-connections', what: 'new connections/s'},
  p99: {name: 'growth-p99', what: 'p99 of light requests, ms'},
} as const;

/** Throughput, what it costs to watch, and how long requests wait behind others, with so many workers. */
export async function growthByWorkers(
  bench: Bench,
  contenders: readonly GrowingContender[],
  counts: readonly number[],
  blocks: Omit<Blocks, 'workers'>,
): Promise<Course[]> {
  const names = contenders.map(({name}) => name);
  const sizes = {along: 'workers', names, sizes: counts, aRound: blocks.blocksARound} as const;
  return followCourses(COURSES, sizes, workers =>
    runBlocks(
      contenders,
      {...blocks, workers},
      async (server, block) => {
        const keepAlive = await rateOf(bench, server, CONNECTIONS, true);
        const fresh = await rateOf(bench, server, CONNECTIONS, false);
        const {light} = await runArrivals(server.port, {...UNEVEN, ms: ARRIVALS_MS, seed: block + 1});
        // At the end: not all have it.
        const watched = await watchedShare(bench, server, CONNECTIONS, block, blocks);
        return {keepAlive, watched, fresh, p99: quantile(light, 0.99)};
      },
      server => warmUp(bench, server),
    ),
  );
}
