import {readFileSync} from 'node:fs';
import type {Bench} from '../../bench.js';
import {type Blocks, runBlocks} from '../../load/blocks.js';
import type {Contender} from '../../peers/server.js';
import {AIMS} from '../../report/aims.js';
import {type Course, coursesOf} from './course.js';
import {rateOf, warmUp} from './load.js';

/** Descriptors of a process beside its connections. */
const SPARE_DESCRIPTORS = 500;

const COURSES = {
  keepAlive: {name: 'growth-connections', what: 'requests/s, keep-alive', aim: AIMS.keepAlive},
  fresh: {name: 'growth-new-connections-at-a-time', what: 'new connections/s', aim: AIMS.fresh},
} as const;

/** Throughput with so many connections at a time, which stay open, or are made anew for each request. */
export async function growthByConnections(
  bench: Bench,
  contenders: readonly Contender[],
  counts: readonly number[],
  blocks: Blocks,
): Promise<Course[]> {
  const results = new Map<number, {keepAlive: number; fresh: number}[][]>();
  for (const connections of counts) {
    const runs = await runBlocks(
      contenders,
      blocks,
      async server => ({
        keepAlive: await rateOf(bench, server, connections, true),
        fresh: await rateOf(bench, server, connections, false),
      }),
      server => warmUp(bench, server),
    );
    results.set(connections, runs);
  }
  return coursesOf(COURSES, 'connections', results);
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
