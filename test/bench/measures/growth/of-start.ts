import {answeredAt} from '../../load/answers.js';
import {turn} from '../../load/blocks.js';
import type {Contender} from '../../peers/server.js';
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
        const {port, launchedAt, stop} = await contenders[index]!.launch(workers);
        try {
          values[index]!.push((await answeredAt(port, '/', () => true)) - launchedAt);
        } finally {
          await stop();
        }
      }
    }
    sizes.push({size: workers, values});
  }
  return {name: 'growth-start', what: 'command to first answer, ms', along: 'workers', aim: null, sizes};
}
