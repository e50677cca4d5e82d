import {EVEN, FAIR} from './distribution.js';
import type {View} from './views.js';

/** What a word on the screen means that does not say it by itself. */
export interface LegendEntry {
  readonly word: string;
  readonly meaning: string;
  readonly views: readonly View[];
}

/** The help shows it below the keys. */
export const legend: readonly LegendEntry[] = [
  {
    word: 'even',
    meaning: `Jain's index from ${EVEN.toFixed(2)} to 1, all the same; fair from ${FAIR.toFixed(2)} on`,
    views: ['workers'],
  },
  {
    word: 'SLOT REQS',
    meaning:
      'of all processes that the slot has had, as are RESTARTS and the distribution; the rest is of this process',
    views: ['workers'],
  },
  {
    word: 'slot',
    meaning: 'of all processes that it has had; what stands behind it is of the process that runs now',
    views: ['worker'],
  },
];
