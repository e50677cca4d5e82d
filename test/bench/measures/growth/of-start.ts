import {firstAnswerMs} from '../../load/answers.js';
import {turn} from '../../load/blocks.js';
import type {Contender} from '../../peers/server.js';
import {AIMS} from '../../report/aims.js';
import type {Course, Size} from './course.js';

/** From the command to the first answer, with so many workers to start. */
export async function growthOfStart(
  contenders: readonly Contender[],
  counts: readonly number[],
  rounds: number,
): Promise<Course> {
  const sizes: Size[] = [];
  for (const workers of counts) {
    const values: number[][] = contenders.map(() => []);
    for (let round = 0; round < rounds; round++) {
      for (const index of turn(contenders.length, round)) {
        values[index]!.push(await firstAnswerMs(contenders[index]!, workers));
      }
    }
    sizes.push({size: workers, values});
  }
  return {
    name: 'growth-start',
    what: 'command to first answer, ms',
    along: 'workers',
    aim: AIMS.start,
    sizes,
  };
}
