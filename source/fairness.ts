/**
 * Jain's fairness index: `(Σx)² / (n·Σx²)`, 1 when all are equal, 1/n when one has everything. Source: Jain,
 * Chiu, Hawe, "A Quantitative Measure of Fairness and Discrimination", 1984.
 * @returns `null` where nothing was distributed.
 */
export function jainIndex(shares: readonly number[]): number | null {
  const sum = shares.reduce((total, share) => total + share, 0);
  if (sum === 0) return null;
  const squares = shares.reduce((total, share) => total + share * share, 0);
  return (sum * sum) / (shares.length * squares);
}
