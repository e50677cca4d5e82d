import {MEGABYTE} from '../../../../source/size-in-words.js';
import {pssBytes} from '../../../support/process-figures.js';
import {runArrivals} from '../../load/arrivals.js';
import {whileHeld} from '../../load/hold.js';
import {KEEPING} from '../../peers/server.js';
import {quantile} from '../../report/statistics.js';
import {UNEVEN, warmUpArrivals} from '../uneven.js';
import {withHelpers} from '../with-helpers.js';
import type {GrowingContender} from './contender.js';
import {type Course, followCourses} from './course.js';
import {inTurn} from './in-turn.js';
import {ARRIVALS_MS} from './load.js';
import {withRecovering} from './recovery.js';

const COURSES = {
  p99: {name: 'growth-held-p99', what: 'p99 of light requests beside open connections, ms'},
  memory: {name: 'growth-held-memory', what: 'memory of all processes with open connections, MB'},
  recovery: {
    name: 'growth-held-recovery',
    what: 'SIGKILL of a worker with open connections to its replacement listening, ms',
  },
} as const;

/** What so many connections that are open and do nothing cost: the requests of others, memory, and who makes up for a worker. */
export async function growthWhileHeld(
  contenders: readonly GrowingContender[],
  workers: number,
  counts: readonly number[],
  times: number,
): Promise<Course[]> {
  const names = contenders.map(({name}) => name);
  return followCourses(COURSES, {along: 'connections', names, sizes: counts, aRound: 1}, connections =>
    inTurn(contenders, workers, times, (contender, time) =>
      heldBy(contender, workers, connections, time + 1),
    ),
  );
}

function heldBy(contender: GrowingContender, workers: number, connections: number, seed: number) {
  return withRecovering(contender, workers, KEEPING, async ({server, recoveryMs}) => {
    const {port, pids} = server;
    await warmUpArrivals(port, false);
    return whileHeld(port, connections, async () => {
      const {light} = await runArrivals(port, {...UNEVEN, ms: ARRIVALS_MS, seed});
      const [, ...workerPids] = pids;
      const memory = [...withHelpers(pids), ...workerPids].reduce((sum, pid) => sum + pssBytes(pid), 0);
      return {p99: quantile(light, 0.99), memory: memory / MEGABYTE, recovery: await recoveryMs()};
    });
  });
}
