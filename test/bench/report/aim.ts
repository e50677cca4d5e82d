import type {Spread} from './statistics.js';

/** What a figure is to be. */
export interface Aim {
  readonly relation: '≥' | '>' | '≤' | '<';
  readonly bound: number;
}

/** `within the spread`: the median misses it, and the middle half of what was measured does not rule it out. */
export type Verdict = 'met' | 'within the spread' | 'missed' | 'not measured';

export function judge({relation, bound}: Aim, {median, low, high}: Spread): Verdict {
  const fits = {
    '≥': (value: number) => value >= bound,
    '>': (value: number) => value > bound,
    '≤': (value: number) => value <= bound,
    '<': (value: number) => value < bound,
  }[relation];
  if (Number.isNaN(median)) return 'not measured';
  if (fits(median)) return 'met';
  return fits(low) || fits(high) ? 'within the spread' : 'missed';
}

export function aimText({relation, bound}: Aim): string {
  return `${relation} ${bound}`;
}
