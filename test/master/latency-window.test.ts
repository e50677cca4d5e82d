import {expect, test} from 'vitest';
import {LATENCY_WINDOW_S} from '../../source/api/types.js';
import {LatencyWindow} from '../../source/master/latency-window.js';
import {bucketOf} from '../../source/messages/latency-buckets.js';

/** A window that has seen each of the latencies once. */
function windowOf(latenciesMs: readonly number[]): LatencyWindow {
  const window = new LatencyWindow();
  for (const ms of latenciesMs) window.add([bucketOf(ms * 1000), 1], ms * 1000);
  return window;
}

test('nothing seen is no latency, not zero', () => {
  expect(LatencyWindow.merge([new LatencyWindow()])).toEqual({
    count: 0,
    p50Ms: null,
    p95Ms: null,
    p99Ms: null,
    maxMs: null,
  });
});

test('percentiles of several windows are those of all requests, not an average of percentiles', () => {
  const fast = windowOf(Array(98).fill(10));
  const slow = windowOf([1000, 1000]);
  const {count, p50Ms, p95Ms, p99Ms, maxMs} = LatencyWindow.merge([fast, slow]);
  expect({count, maxMs}).toEqual({count: 100, maxMs: 1000});
  expect(p50Ms).toBeCloseTo(10, 0);
  expect(p95Ms).toBeCloseTo(10, 0);
  expect(p99Ms! / 1000).toBeCloseTo(1, 1);
});

test('no percentile lies above the largest latency', () => {
  const {p99Ms, maxMs} = LatencyWindow.merge([windowOf([33.001])]);
  expect(p99Ms!).toBeLessThanOrEqual(maxMs!);
});

test('what is older than the window goes, second by second', () => {
  const window = windowOf([10]);
  for (let second = 1; second < LATENCY_WINDOW_S; second++) window.advance();
  window.add([bucketOf(20_000), 1], 20_000);
  expect(LatencyWindow.merge([window])).toMatchObject({count: 2, maxMs: 20});
  window.advance();
  expect(LatencyWindow.merge([window])).toMatchObject({count: 1, maxMs: 20});
});
