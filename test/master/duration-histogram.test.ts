import {expect, test} from 'vitest';
import {DURATION_BOUNDS_S, DurationHistogram} from '../../source/master/duration-histogram.js';
import {bucketOf, LATENCY_MAX_MICROS} from '../../source/messages/latency-buckets.js';

/** The bound that a latency is counted under. */
function boundOf(micros: number): number {
  const histogram = new DurationHistogram();
  histogram.add([bucketOf(micros), 1]);
  const index = histogram.counts.indexOf(1);
  return DURATION_BOUNDS_S[index] ?? Number.POSITIVE_INFINITY;
}

test('each latency is counted under the first bound that is not below it, but for 1.6 %', () => {
  for (const [index, seconds] of DURATION_BOUNDS_S.entries()) {
    const micros = seconds * 1e6;
    expect(boundOf(Math.floor(micros * 0.98))).toBe(seconds);
    const next = DURATION_BOUNDS_S[index + 1] ?? Number.POSITIVE_INFINITY;
    expect(boundOf(Math.ceil(micros * 1.02))).toBe(next);
  }
  expect(boundOf(0)).toBe(0.0005);
  expect(boundOf(LATENCY_MAX_MICROS)).toBe(Number.POSITIVE_INFINITY);
});
