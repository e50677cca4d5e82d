import {readFileSync} from 'node:fs';
import type {Bench} from '../../bench.js';
import {type Blocks, runBlocks} from '../../load/blocks.js';
import type {GrowingContender} from './contender.js';
import {type Course, followCourses} from './course.js';
import {allAnsweredMs, rateOf, warmUp, watchedShare} from './load.js';

/** Descriptors of a process beside its connections. */
const SPARE_DESCRIPTORS = 500;

const COURSES = {
  keepAlive: {name: 'growth-connections', what: 'requests/s, keep-alive'},
  watched: {
    name: 'growth-watched-by-connections',
    what: '% of requests/s that are left while somebody watches',
  },
  fresh: {name: 'growth-new-connections-at-a-time', what: 'new connections/s'},
  atOnce: {name: 'growth-at-once', what: 'clients at once, until all have their answer, ms'},
} as const;

/**
 * Throughput with so many connections at a time, which stay open, or are made anew for each request; and how long the last
 * one waits where so many come at once, which tells what a rate does not: that all have been served.
 */
export async function growthByConnections(
  bench: Bench,
  contenders: readonly GrowingContender[],
  counts: readonly number[],
  blocks: Blocks,
): Promise<Course[]> {
  const names = contenders.map(({name}) => name);
  const sizes = {along: 'connections', names, sizes: counts, aRound: blocks.blocksARound} as const;
  return followCourses(COURSES, sizes, connections =>
    runBlocks(
      contenders,
      blocks,
      async (server, block) => ({
        keepAlive: await rateOf(bench, server, connections, true),
        fresh: await rateOf(bench, server, connections, false),
        atOnce: await allAnsweredMs(bench, server, connections),
        // At the end: not all have it.
        watched: await watchedShare(bench, server, connections, block, blocks),
      }),
      server => warmUp(bench, server),
    ),
  );
}

/** Whether a process may have so many connections. */
export function mayHave(connections: number): boolean {
  return connections + SPARE_DESCRIPTORS <= descriptorsMax();
}

/** Node raises its own limit to the hard one. */
export function descriptorsMax(): number {
  try {
    const hard = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))![1]!;
    return hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard);
  } catch {
    // Other than Linux: what every system allows.
    return 1024;
  }
}
