import {expect, test} from 'vitest';
import {count, latency, plural, rate, span} from '../../source/ui/format.js';

test.each([
  [count(999_999), '999,999'],
  [count(1_250_000), '1.3M'],
  [rate(0), '0'],
  [rate(0.42), '0.4'],
  [rate(12.6), '13'],
  [latency(null), '-'],
  [latency(0.123), '0.12ms'],
  [latency(9.94), '9.9ms'],
  [latency(340), '340ms'],
  [latency(1234), '1.2s'],
  [span(-5), '0s'],
  [span(3_725_000), '1h 2m'],
  [plural(1, 'crash', 'crashes'), '1 crash'],
  [plural(2, 'crash', 'crashes'), '2 crashes'],
])('%s is %s', (actual, expected) => {
  expect(actual).toBe(expected);
});
