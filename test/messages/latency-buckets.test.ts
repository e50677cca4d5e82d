import {expect, test} from 'vitest';
import {
  bucketOf,
  LATENCY_BUCKETS,
  LATENCY_MAX_MICROS,
  microsOf,
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
