import type {Bench} from '../../bench.js';
import {firstAnswerMs} from '../../load/answers.js';
import type {GrowingContender} from './contender.js';
import {type Course, followCourses} from './course.js';
import {inTurn} from './in-turn.js';
import {withRecovering} from './recovery.js';

const COURSES = {
  first: {name: 'growth-start', what: 'command to first answer of one of the workers, ms'},
  full: {name: 'growth-full-start', what: 'command to all of the workers serving, ms'},
  recovery: {name: 'growth-recovery', what: 'SIGKILL of a worker to its replacement listening, ms'},
} as const;

/** From the command to the first of so many workers and to all of them, and until one that is killed is made up for. */
export async function growthOfStart(
  {pm2}: Bench,
  contenders: readonly GrowingContender[],
  counts: readonly number[],
  times: number,
): Promise<Course[]> {
  const names = contenders.map(({name}) => name);
  return followCourses(COURSES, {along: 'workers', names, sizes: counts, aRound: 1}, workers =>
    inTurn(contenders, workers, times, async contender => {
      const first = await firstAnswerMs(contender, workers);
      const launchedAt = performance.now();
      return withRecovering(contender, workers, {}, async ({recoveryMs}) => {
        // Of pm2 that is known only by its command, which takes half a second by itself.
        const full = contender.name === pm2?.name ? null : performance.now() - launchedAt;
        return {first, full, recovery: await recoveryMs()};
      });
    }),
  );
}
