import {comparisonRow, figureRow, missingRow} from '../../report/comparison.js';
import type {LineChart} from '../../report/line-chart.js';
import type {Row} from '../../report/section.js';
import {median} from '../../report/statistics.js';

/** How a figure changes with the size of something, for several contenders. */
export interface Course {
  /** Of its chart. */
  readonly name: string;
  readonly what: string;
  readonly along: 'workers' | 'connections';
  /** Of the contenders: ours, and others. */
  readonly names: readonly string[];
  readonly sizes: readonly Size[];
  /** See `Series`. */
  readonly aRound: number;
}

/** At one size: of each contender a value a run, or why there is none. */
export interface Size {
  readonly size: number;
  readonly values: readonly (readonly number[])[] | string;
}

/** What is looked at of each run, and how it is shown. */
type Kinds<Kind extends string> = Readonly<Record<Kind, Pick<Course, 'name' | 'what'>>>;

/** What one run gave; `null` where that was not measured. A contender of which it never was has nothing of the kind. */
type RunFigures<Kind extends string> = Readonly<Record<Kind, number | null>>;

interface Sizes extends Pick<Course, 'along' | 'names' | 'aRound'> {
  readonly sizes: readonly number[];
}

/**
 * @param measure at one size, all contenders: a list of runs of each. Where it fails, so does this size alone, and says
 * of whom and why.
 */
export async function followCourses<Kind extends string>(
  kinds: Kinds<Kind>,
  {along, names, sizes, aRound}: Sizes,
  measure: (size: number) => Promise<readonly (readonly RunFigures<Kind>[])[]>,
): Promise<Course[]> {
  const results: {size: number; runs: readonly (readonly RunFigures<Kind>[])[] | string}[] = [];
  for (const size of sizes) {
    const runs = await measure(size).catch((error: Error) => error.message);
    results.push({size, runs});
  }
  return (Object.keys(kinds) as Kind[]).map(kind => {
    const measured = results.flatMap(({runs}) => (typeof runs === 'string' ? [] : [runs]));
    const hasNone = (index: number) =>
      measured.length > 0 && measured.every(runs => runs[index]!.every(run => run[kind] === null));
    const shown = names.map((_, index) => index).filter(index => !hasNone(index));
    return {
      ...kinds[kind],
      along,
      aRound,
      names: shown.map(index => names[index]!),
      sizes: results.map(({size, runs}) => ({
        size,
        values:
          typeof runs === 'string' ? runs : shown.map(index => runs[index]!.flatMap(run => run[kind] ?? [])),
      })),
    };
  });
}

export function courseRows({what, along, names, sizes, aRound}: Course): Row[] {
  return sizes.flatMap(({size, values}) => {
    const title = `${what}, ${size.toLocaleString('en-US')} ${size === 1 ? along.slice(0, -1) : along}`;
    if (typeof values === 'string') return [missingRow(title, '', values)];
    const [ours, ...others] = values.map((own, index) => ({
      name: names[index]!,
      values: own,
      aRound,
    }));
    if (others.length === 0) return [figureRow(title, ours!.values, null, aRound)];
    return others.map(other => comparisonRow(title, ours!, other, null));
  });
}

export function courseChart({name, what, along, names, sizes}: Course): LineChart {
  const there = sizes.filter(({values}) => typeof values !== 'string');
  return {
    kind: 'lines',
    name,
    title: `${what}, by ${along}`,
    along,
    lines: names
      .map((label, index) => ({
        label,
        isOurs: index === 0,
        points: there.flatMap(({size, values: {[index]: own}}) =>
          own ? [[size, median(own as readonly number[])] as const] : [],
        ),
      }))
      .filter(({points}) => points.length > 0),
  };
}
