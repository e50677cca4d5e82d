import {type Interval, intervalOf, type Sample} from './bootstrap.js';
import {median} from './statistics.js';

/** A figure made of medians, and where it lies in 95 of 100 cases. */
export interface Estimate extends Interval {
  readonly value: number;
}

export function medianOf(sample: Sample): Estimate {
  return {value: median(sample.values), ...intervalOf([sample], values => median(values))};
}

/** The ratio of their medians. */
export function ratioOf(ours: Sample, theirs: Sample): Estimate {
  return compared(ours, theirs, (a, b) => a / b);
}

/** The difference of their medians. */
export function differenceOf(ours: Sample, theirs: Sample): Estimate {
  return compared(ours, theirs, (a, b) => a - b);
}

function compared(ours: Sample, theirs: Sample, compare: (our: number, their: number) => number): Estimate {
  return {
    value: compare(median(ours.values), median(theirs.values)),
    ...intervalOf([ours, theirs], (our, their) => compare(median(our), median(their))),
  };
}
