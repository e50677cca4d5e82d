import {readFileSync} from 'node:fs';
import type {Bench} from '../../bench.js';
import {type Blocks, runBlocks} from '../../load/blocks.js';
import type {Contender} from '../../peers/server.js';
import type {Course, Size} from './course.js';
import {RATE_AIM, rateOf, warmUp} from './load.js';

/** Descriptors of a process beside its connections. */
const SPARE_DESCRIPTORS = 500;

/** Throughput with so many connections that stay open. */
export async function growthByConnections(
  bench: Bench,
  contenders: readonly Contender[],
  counts: readonly number[],
  blocks: Blocks,
): Promise<Course> {
  const sizes: Size[] = [];
  for (const connections of counts) {
    const values = await runBlocks(
      contenders,
      blocks,
      server => rateOf(bench, server, connections, true),
      server => warmUp(bench, server),
    );
    sizes.push({size: connections, values});
  }
  return {
    name: 'growth-connections',
    what: 'requests/s, keep-alive',
    along: 'connections',
    aim: RATE_AIM,
    sizes,
  };
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
