import type {Spread} from './statistics.js';

/** What a figure is to be. */
export interface Aim {
  readonly relation: '≥' | '>' | '≤' | '<';
  readonly bound: number;
}

/** `not clearly`: an end of the middle half of what was measured says the contrary. */
export type Verdict = 'met' | 'met, not clearly' | 'missed, not clearly' | 'missed' | 'not measured';

export function judge({relation, bound}: Aim, {median, low, high}: Spread): Verdict {
  const fits = {
    '≥': (value: number) => value >= bound,
    '>': (value: number) => value > bound,
    '≤': (value: number) => value <= bound,
    '<': (value: number) => value < bound,
  }[relation];
  if (Number.isNaN(median)) return 'not measured';
  if (fits(median)) return fits(low) && fits(high) ? 'met' : 'met, not clearly';
  return fits(low) || fits(high) ? 'missed, not clearly' : 'missed';
}

export function aimText({relation, bound}: Aim): string {
  return `${relation} ${bound}`;
}
