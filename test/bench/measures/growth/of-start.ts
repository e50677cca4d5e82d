import {firstAnswerMs} from '../../load/answers.js';
import {turn} from '../../load/blocks.js';
import type {Contender} from '../../peers/server.js';
import type {Course, Size} from './course.js';

/** From the command to the first answer of one of so many workers. */
export async function growthOfStart(
  contenders: readonly Contender[],
  counts: readonly number[],
  rounds: number,
): Promise<Course> {
  return {
    name: 'growth-start',
    what: 'command to first answer of one of the workers, ms',
    along: 'workers',
    aRound: 1,
    sizes: await inTurn(contenders, counts, rounds, firstAnswerMs),
  };
}

/** From the command until all of so many workers serve. */
export async function growthOfFullStart(
  contenders: readonly Contender[],
  counts: readonly number[],
  rounds: number,
): Promise<Course> {
  return {
    name: 'growth-full-start',
    what: 'command to all of the workers serving, ms',
    along: 'workers',
    aRound: 1,
    sizes: await inTurn(contenders, counts, rounds, allServeMs),
  };
}

async function inTurn(
  contenders: readonly Contender[],
  counts: readonly number[],
  rounds: number,
  measure: (contender: Contender, workers: number) => Promise<number>,
): Promise<Size[]> {
  const sizes: Size[] = [];
  for (const workers of counts) {
    const values: number[][] = contenders.map(() => []);
    for (let round = 0; round < rounds; round++) {
      for (const index of turn(contenders.length, round)) {
        values[index]!.push(await measure(contenders[index]!, workers));
      }
    }
    sizes.push({size: workers, values});
  }
  return sizes;
}

async function allServeMs(contender: Contender, workers: number): Promise<number> {
  const launchedAt = performance.now();
  const server = await contender.start(workers);
  const ms = performance.now() - launchedAt;
  await server.stop();
  return ms;
}
