import {type Aim, aimText, judge} from './aim.js';
import {figure, ratio} from './figures.js';
import type {Row} from './section.js';
import {differenceOf, ratioOf, type Spread, spreadOf} from './statistics.js';

/** What was measured of one contender: a value a run. */
export interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

/** Three digits behind the point. */
const RATIO_STEPS = 1000;

export const COMPARISON_COLUMNS = ['ours', 'beside', 'theirs', 'ratio', 'middle half'] as const;

/**
 * The ratio of two contenders that were measured in turn.
 * @param aim for the ratio; none where the peer is there to be looked at.
 */
export function comparisonRow(what: string, ours: Series, theirs: Series, aim: Aim | null): Row {
  const ratios = ratioOf(ours.values, theirs.values);
  return {
    what,
    cells: [
      figure(spreadOf(ours.values).median),
      theirs.name,
      figure(spreadOf(theirs.values).median),
      ratio(ratios.median),
      `${ratio(ratios.low)} to ${ratio(ratios.high)}`,
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
  const differences = differenceOf(ours.values, theirs.values);
  const {median, low, high} = differences;
  return {
    what: `${what}, ${unit}`,
    cells: [
      figure(spreadOf(ours.values).median),
      theirs.name,
      figure(spreadOf(theirs.values).median),
      `${figure(median)} ${unit} more`,
      `${figure(low)} to ${figure(high)}`,
    ],
    aim: aim ? `${aimText(aim)} ${unit} more` : '',
    verdict: aim ? judge(aim, differences) : '',
    figures: {ours, theirs, difference: differences},
  };
}

/** A figure by itself. */
export function figureRow(what: string, values: readonly number[], aim: Aim | null): Row {
  const spread = spreadOf(values);
  return {
    what,
    cells: [figure(spread.median), '', '', '', `${figure(spread.low)} to ${figure(spread.high)}`],
    aim: aim ? aimText(aim) : '',
    verdict: aim ? judge(aim, spread) : '',
    figures: {values},
  };
}

/** An aim is judged by what can be read: 1.0002 is no more than 1. */
function shown({median, low, high}: Spread): Spread {
  const [a, b, c] = [median, low, high].map(value => Math.round(value * RATIO_STEPS) / RATIO_STEPS);
  return {median: a!, low: b!, high: c!};
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
