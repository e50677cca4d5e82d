import {Random} from '../../support/random.js';
import {quantile} from './statistics.js';

/** So often it is drawn. */
const DRAWS = 1000;
/** Where 95 of 100 draws lie. */
const LOW = 0.025;
const HIGH = 0.975;
/** The same values have the same interval. */
const SEED = 1;

/** What was measured of one thing: a value a run. */
export interface Sample {
  readonly values: readonly number[];
  /** So many in a row are of the same processes; otherwise each is of processes of its own. */
  readonly aRound?: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Between which ends a figure lies in 95 of 100 cases, as far as chance goes: it is taken again of rounds that are drawn
 * with replacement, each with all of its runs, or of single runs where there is one round alone (bootstrap of groups:
 * Davison and Hinkley, Bootstrap Methods and their Application, 1997, section 3.8). Of samples of one size, which were
 * measured in turn, the same are drawn. A sample of one value has an interval of none.
 */
export function intervalOf(
  samples: readonly Sample[],
  figureOf: (...drawn: readonly number[][]) => number,
): Interval {
  const random = new Random(SEED);
  const figures = Array.from({length: DRAWS}, () => {
    const drawn = new Map<number, readonly number[]>();
    return figureOf(
      ...samples.map(({values, aRound = 1}) => {
        const indexes = drawn.get(values.length) ?? drawRuns(values.length, aRound, random);
        drawn.set(values.length, indexes);
        return indexes.map(index => values[index]!);
      }),
    );
  });
  return {low: quantile(figures, LOW), high: quantile(figures, HIGH)};
}

/** @returns as many as there are, by their indexes. */
function drawRuns(count: number, aRound: number, random: Random): number[] {
  const size = aRound < count ? aRound : 1;
  const rounds = Math.ceil(count / size);
  return Array.from({length: rounds}, () => {
    const first = random.between(0, rounds - 1) * size;
    return Array.from({length: Math.min(size, count - first)}, (_, run) => first + run);
  }).flat();
}
