import type {Estimate} from './estimate.js';

/** What a figure is to be. */
export interface Aim {
  readonly relation: '≥' | '>' | '≤' | '<';
  readonly bound: number;
}

/** `not clearly`: an end of the interval says the contrary. */
export type Verdict = 'met' | 'met, not clearly' | 'missed, not clearly' | 'missed' | 'not measured';

export function judge({relation, bound}: Aim, {value, low, high}: Estimate): Verdict {
  const fits = {
    '≥': (figure: number) => figure >= bound,
    '>': (figure: number) => figure > bound,
    '≤': (figure: number) => figure <= bound,
    '<': (figure: number) => figure < bound,
  }[relation];
  if (Number.isNaN(value)) return 'not measured';
  if (fits(value)) return fits(low) && fits(high) ? 'met' : 'met, not clearly';
  return fits(low) || fits(high) ? 'missed, not clearly' : 'missed';
}

export function aimText({relation, bound}: Aim): string {
  return `${relation} ${bound}`;
}
