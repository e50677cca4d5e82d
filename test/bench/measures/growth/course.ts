import type {Aim} from '../../report/aim.js';
import {comparisonRow} from '../../report/comparison.js';
import type {LineChart} from '../../report/line-chart.js';
import type {Row} from '../../report/section.js';
import {median} from '../../report/statistics.js';

/** How a figure changes with the size of something, for several contenders. */
export interface Course {
  /** Of its chart. */
  readonly name: string;
  readonly what: string;
  readonly along: 'workers' | 'connections';
  /** At each size, beside `node:cluster`. */
  readonly aim: Aim;
  readonly sizes: readonly Size[];
}

/** At one size: of each contender a value a run. */
export interface Size {
  readonly size: number;
  readonly values: readonly (readonly number[])[];
}

/** What is looked at of each run, and how it is shown. */
type Kinds<Kind extends string> = Readonly<Record<Kind, Pick<Course, 'name' | 'what' | 'aim'>>>;

/** @param results at each size, of each contender, of each run. */
export function coursesOf<Kind extends string>(
  kinds: Kinds<Kind>,
  along: Course['along'],
  results: ReadonlyMap<number, readonly (readonly Readonly<Record<Kind, number>>[])[]>,
): Course[] {
  return (Object.keys(kinds) as Kind[]).map(kind => ({
    ...kinds[kind],
    along,
    sizes: [...results].map(([size, runs]) => ({size, values: runs.map(own => own.map(run => run[kind]))})),
  }));
}

/** @param names of the contenders: ours, `node:cluster`, and others. */
export function courseRows({what, along, aim, sizes}: Course, names: readonly string[]): Row[] {
  return sizes.flatMap(({size, values}) => {
    const [ours, node, ...others] = names.map((name, index) => ({name, values: values[index]!}));
    const title = `${what}, ${size.toLocaleString('en-US')} ${size === 1 ? along.slice(0, -1) : along}`;
    return [
      comparisonRow(title, ours!, node!, aim),
      ...others.map(other => comparisonRow(title, ours!, other, null)),
    ];
  });
}

export function courseChart({name, what, along, sizes}: Course, names: readonly string[]): LineChart {
  return {
    kind: 'lines',
    name,
    title: `${what}, by ${along}`,
    along,
    lines: names.map((label, index) => ({
      label,
      isOurs: index === 0,
      points: sizes.map(({size, values}) => [size, median(values[index]!)] as const),
    })),
  };
}
