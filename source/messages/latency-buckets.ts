/**
 * Latency buckets that both sides count in: each power of two of microseconds is split into 32, so that a
 * bucket is at most 1/32 of its value wide and its middle is at most 1.6 % off. Histograms of several
 * workers and seconds are merged by adding them up.
 */

const SPLIT_BITS = 5;
const SPLIT = 1 << SPLIT_BITS;

/** Longer requests count as this long: 2^31 µs, 35 minutes. */
export const LATENCY_MAX_MICROS = 2 ** 31 - 1;
export const LATENCY_BUCKETS = bucketOf(LATENCY_MAX_MICROS) + 1;

/** Bucket of a latency in whole microseconds, at most {@link LATENCY_MAX_MICROS}. */
export function bucketOf(micros: number): number {
  if (micros < SPLIT) return micros;
  const shift = 31 - Math.clz32(micros) - SPLIT_BITS;
  return (shift << SPLIT_BITS) + (micros >>> shift);
}

/** The middle of a bucket, in microseconds. */
export function microsOf(bucket: number): number {
  if (bucket < 2 * SPLIT) return bucket;
  const shift = (bucket >>> SPLIT_BITS) - 1;
  const low = (bucket - (shift << SPLIT_BITS)) * 2 ** shift;
  return low + 2 ** shift / 2;
}

/**
 * Coarser ones, for what is counted many times over: four of the others each, so that the middle of one is at
 * most 6.3 % off from 32 µs on.
 */
export const COARSE_BUCKETS = coarseOf(LATENCY_BUCKETS - 1) + 1;

/** The coarse bucket that a bucket is part of. */
export function coarseOf(bucket: number): number {
  return bucket >>> 2;
}

/** The middle of a coarse bucket, in microseconds. */
export function microsOfCoarse(coarse: number): number {
  return (microsOf(coarse * 4 + 1) + microsOf(coarse * 4 + 2)) / 2;
}
