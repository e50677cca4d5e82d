import {ROUTES_LISTED_MAX, type SlowRequest} from '../api/types.js';

/** The slowest of two lists that are sorted so, the slowest first. */
export function mergeSlowest(a: readonly SlowRequest[], b: readonly SlowRequest[]): readonly SlowRequest[] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  // Most of the many lists that are merged have nothing to add.
  if (a.length >= ROUTES_LISTED_MAX && b[0]!.durationMs <= a.at(-1)!.durationMs) return a;
  return slowestOf([...a, ...b]);
}

/** At most as many as are listed. */
export function slowestOf(requests: SlowRequest[]): SlowRequest[] {
  return requests.sort((a, b) => b.durationMs - a.durationMs).slice(0, ROUTES_LISTED_MAX);
}
