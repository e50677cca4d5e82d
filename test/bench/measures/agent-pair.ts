import type {Series} from '../report/comparison.js';

/** @param valuesOf of what was measured of one of both. */
export function withAndAlone<Measured>(
  [withAgent, alone]: readonly [Measured, Measured],
  valuesOf: (measured: Measured) => readonly number[],
): [Series, Series] {
  return [
    {name: 'with the agent', values: valuesOf(withAgent)},
    {name: 'alone', values: valuesOf(alone)},
  ];
}
