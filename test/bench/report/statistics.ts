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
