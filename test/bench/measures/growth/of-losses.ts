import {named} from '../../load/blocks.js';
import {type Contender, KEEPING, type SteeredServer} from '../../peers/server.js';
import {reload} from '../losses/disturbances.js';
import {lossesOf, THINK_MS} from '../losses/disturbed.js';
import {type Course, followCourses} from './course.js';

/** Between an answer and the next request, for each connection: more of them send no more requests together. */
export const THINK_MS_PER_CONNECTION = 0.4;

export interface ClusterSize {
  readonly workers: number;
  readonly connections: number;
}

/**
 * What clients lose by a reload.
 * @param sizeOf of each count.
 */
export async function growthOfLosses(
  contenders: readonly Contender<SteeredServer>[],
  along: Course['along'],
  counts: readonly number[],
  sizeOf: (count: number) => ClusterSize,
  times: number,
): Promise<Course[]> {
  const names = contenders.map(({name}) => name);
  const lost = {
    name: `growth-losses-by-${along}`,
    what: 'requests failed, and connections closed, in a rolling reload',
  };
  return followCourses({lost}, {along, names, sizes: counts, aRound: times}, async count => {
    const runs = [];
    const size = sizeOf(count);
    for (const contender of contenders)
      runs.push(await named(contender, size.workers, lostBy(contender, size, times)));
    return runs;
  });
}

async function lostBy(
  contender: Contender<SteeredServer>,
  {workers, connections}: ClusterSize,
  times: number,
) {
  const server = await contender.start(workers, KEEPING);
  const thinkMs = Math.max(THINK_MS, connections * THINK_MS_PER_CONNECTION);
  const runs: {lost: number}[] = [];
  try {
    for (let time = 0; time < times; time++) {
      const {failed, closed, hung} = await lossesOf(server, reload, time, {connections, thinkMs});
      runs.push({lost: failed + closed + hung});
    }
    return runs;
  } finally {
    await server.stop();
  }
}
