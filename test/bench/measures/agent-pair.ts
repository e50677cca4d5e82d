import type {Series} from '../report/comparison.js';

/**
 * @param valuesOf of what was measured of one of both.
 * @param aRound see {@link Series}.
 */
export function withAndAlone<Measured>(
  [withAgent, alone]: readonly [Measured, Measured],
  valuesOf: (measured: Measured) => readonly number[],
  aRound = 1,
): [Series, Series] {
  return [
    {name: 'with the agent', values: valuesOf(withAgent), aRound},
    {name: 'alone', values: valuesOf(alone), aRound},
  ];
}
