import {expect, test} from 'vitest';
import {
  bucketOf,
  coarseOf,
  LATENCY_BUCKETS,
  LATENCY_MAX_MICROS,
  microsOf,
  microsOfCoarse,
} from '../../source/messages/latency-buckets.js';

test('buckets rise with the latency, without a gap', () => {
  let previous = -1;
  for (let micros = 0; micros < 100_000; micros++) {
    const bucket = bucketOf(micros);
    expect(bucket === previous || bucket === previous + 1).toBe(true);
    previous = bucket;
  }
  expect(bucketOf(LATENCY_MAX_MICROS)).toBe(LATENCY_BUCKETS - 1);
});

test('the middle of a bucket is at most 1.6 % off', () => {
  for (let micros = 1; micros < LATENCY_MAX_MICROS; micros = Math.ceil(micros * 1.07)) {
    expect(Math.abs(microsOf(bucketOf(micros)) - micros) / micros).toBeLessThanOrEqual(0.016);
  }
});

test('the middle of a coarse bucket is at most 6.3 % off, from 32 µs on', () => {
  for (let micros = 32; micros < LATENCY_MAX_MICROS; micros = Math.ceil(micros * 1.01)) {
    const middle = microsOfCoarse(coarseOf(bucketOf(micros)));
    expect(Math.abs(middle - micros) / micros).toBeLessThan(0.063);
  }
});
