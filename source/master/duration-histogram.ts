import {LATENCY_BUCKETS, microsOf} from '../messages/latency-buckets.js';

/** Upper bounds of the buckets that requests are counted in for good, in seconds; the last one has no bound. */
export const DURATION_BOUNDS_S = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
] as const;

/** `null` until there is something to count, so that no worker waits for it. */
let boundOfBucket: Uint8Array | null = null;

/** Where each of the agent's finer buckets belongs: by its middle, so that a bound is at most 1.6 % off. */
function boundsOfBuckets(): Uint8Array {
  return Uint8Array.from({length: LATENCY_BUCKETS}, (_, bucket) => {
    const bound = DURATION_BOUNDS_S.findIndex(seconds => microsOf(bucket) <= seconds * 1e6);
    return bound < 0 ? DURATION_BOUNDS_S.length : bound;
  });
}

/** How long requests took, since the start: in few buckets that are never emptied. */
export class DurationHistogram {
  /** One for each bound, and one for what took longer; not cumulative. */
  readonly counts: number[] = Array(DURATION_BOUNDS_S.length + 1).fill(0);

  /** @param pairs of one of the agent's buckets and a count. */
  add(pairs: readonly number[]): void {
    boundOfBucket ??= boundsOfBuckets();
    for (let i = 0; i < pairs.length; i += 2) this.counts[boundOfBucket[pairs[i]!]!]! += pairs[i + 1]!;
  }
}
