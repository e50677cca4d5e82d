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
 * with replacement, and in each of runs that are (bootstrap with clusters: Davison and Hinkley, Bootstrap Methods and
 * their Application, 1997, section 3.8). Of samples of one size, which were measured in turn, the same runs are drawn.
 */
export function intervalOf(
  samples: readonly Sample[],
  figureOf: (...drawn: readonly number[][]) => number,
): Interval {
  const random = randomNumbers(SEED);
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
function drawRuns(count: number, aRound: number, random: () => number): number[] {
  const below = (limit: number) => Math.floor(random() * limit);
  const indexes: number[] = [];
  while (indexes.length < count) {
    const first = below(Math.ceil(count / aRound)) * aRound;
    const runs = Math.min(aRound, count - first);
    for (let run = 0; run < runs; run++) indexes.push(first + below(runs));
  }
  return indexes.slice(0, count);
}

/** From 0 up to 1: a linear congruential generator, with the constants of Numerical Recipes. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
