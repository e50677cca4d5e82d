import {named, turn} from '../../load/blocks.js';
import type {Contender} from '../../peers/server.js';

/** Runs of each contender with so many workers, which are alone on the machine, in turn. */
export async function inTurn<Of extends Contender, Result>(
  contenders: readonly Of[],
  workers: number,
  times: number,
  measure: (contender: Of, time: number) => Promise<Result>,
): Promise<Result[][]> {
  const results: Result[][] = contenders.map(() => []);
  for (let time = 0; time < times; time++) {
    for (const index of turn(contenders.length, time)) {
      const contender = contenders[index]!;
      results[index]!.push(await named(contender, workers, measure(contender, time)));
    }
  }
  return results;
}
