import {type Aim, aimText, judge} from './aim.js';
import type {Sample} from './bootstrap.js';
import {differenceOf, type Estimate, medianOf, ratioOf} from './estimate.js';
import {figure, ratio} from './figures.js';
import type {Row} from './section.js';
import {median} from './statistics.js';

/** What was measured of one contender. */
export interface Series extends Sample {
  readonly name: string;
}

/** Three digits behind the point. */
const RATIO_STEPS = 1000;

/** Where what was measured once has none. */
const NO_INTERVAL = '';

export const COMPARISON_COLUMNS = ['ours', 'beside', 'theirs', 'ratio', '95 % interval'] as const;

/**
 * The ratio of two contenders that were measured in turn.
 * @param aim for the ratio; none where the peer is there to be looked at.
 */
export function comparisonRow(what: string, ours: Series, theirs: Series, aim: Aim | null): Row {
  const ratios = ratioOf(ours, theirs);
  return {
    what,
    cells: [
      figure(median(ours.values)),
      theirs.name,
      figure(median(theirs.values)),
      ratio(ratios.value),
      hasInterval(ours, theirs) ? `${ratio(ratios.low)} to ${ratio(ratios.high)}` : NO_INTERVAL,
    ],
    aim: aim ? aimText(aim) : '',
    verdict: aim ? judge(aim, shown(ratios)) : '',
    figures: {ours, theirs, ratio: ratios},
  };
}

/**
 * How much more it is than that of the other one, where that is what counts.
 * @param aim for the difference.
 */
export function differenceRow(
  what: string,
  unit: string,
  ours: Series,
  theirs: Series,
  aim: Aim | null,
): Row {
  const differences = differenceOf(ours, theirs);
  const {value, low, high} = differences;
  return {
    what: `${what}, ${unit}`,
    cells: [
      figure(median(ours.values)),
      theirs.name,
      figure(median(theirs.values)),
      `${figure(value)} ${unit} more`,
      hasInterval(ours, theirs) ? `${figure(low)} to ${figure(high)}` : NO_INTERVAL,
    ],
    aim: aim ? `${aimText(aim)} ${unit} more` : '',
    verdict: aim ? judge(aim, differences) : '',
    figures: {ours, theirs, difference: differences},
  };
}

/** A figure by itself. */
export function figureRow(what: string, values: readonly number[], aim: Aim | null, aRound = 1): Row {
  const sample = {values, aRound};
  const estimate = medianOf(sample);
  const interval = hasInterval(sample) ? `${figure(estimate.low)} to ${figure(estimate.high)}` : NO_INTERVAL;
  return {
    what,
    cells: [figure(estimate.value), '', '', '', interval],
    aim: aim ? aimText(aim) : '',
    verdict: aim ? judge(aim, estimate) : '',
    figures: {values},
  };
}

function hasInterval(...samples: readonly Sample[]): boolean {
  return samples.some(({values}) => values.length > 1);
}

/** An aim is judged by what can be read: 1.0002 is no more than 1. */
function shown({value, low, high}: Estimate): Estimate {
  const round = (ratio: number) => Math.round(ratio * RATIO_STEPS) / RATIO_STEPS;
  return {value: round(value), low: round(low), high: round(high)};
}

/** A row for a peer that is not there. */
export function missingRow(what: string, peer: string, reason: string): Row {
  return {
    what,
    cells: ['', peer, '', '', ''],
    aim: '',
    verdict: 'not measured',
    figures: {notMeasured: reason},
  };
}
