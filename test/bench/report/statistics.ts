export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Between two values where the share falls between them; `NaN` of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const index = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(index)]!, sorted[Math.ceil(index)]!];
  return low + (high - low) * (index - Math.floor(index));
}

/** The median of values, and their quartiles. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export function spreadOf(values: readonly number[]): Spread {
  return {median: median(values), low: quantile(values, 0.25), high: quantile(values, 0.75)};
}

/** The ratio of the medians, with the quartiles of the ratios of values that were measured next to each other. */
export function ratioOf(ours: readonly number[], theirs: readonly number[]): Spread {
  return compared(ours, theirs, (a, b) => a / b);
}

/** The same of their difference. */
export function differenceOf(ours: readonly number[], theirs: readonly number[]): Spread {
  return compared(ours, theirs, (a, b) => a - b);
}

/** Of those with the same index. Where there are more of one, the rest of them counts for its median alone. */
function compared(
  ours: readonly number[],
  theirs: readonly number[],
  compare: (our: number, their: number) => number,
): Spread {
  const {low, high} = spreadOf(
    ours.slice(0, theirs.length).map((value, index) => compare(value, theirs[index]!)),
  );
  return {median: compare(median(ours), median(theirs)), low, high};
}
