import type {Verdict} from './aim.js';
import type {BarChart} from './bar-chart.js';
import type {LineChart} from './line-chart.js';

export type Chart = BarChart | LineChart;

/** A line of a table. */
export interface Row {
  readonly what: string;
  /** As text, one for each of the section's columns. */
  readonly cells: readonly string[];
  readonly aim: string;
  /** `''` where there is no aim. */
  readonly verdict: Verdict | '';
  /** What the cells are made of, unrounded; all of what was measured, where that is not much. */
  readonly figures: unknown;
}

/** With the reason where nothing was measured. */
export function verdictText({verdict, figures}: Row): string {
  const reason = (figures as {notMeasured?: string} | null)?.notMeasured;
  return reason ? `${verdict}: ${reason}` : verdict;
}

/** What was measured of one thing, and how. */
export interface Section {
  readonly name: string;
  readonly title: string;
  /** In sentences: what ran for how long, and what the figures are. */
  readonly method: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly charts: readonly Chart[];
}
