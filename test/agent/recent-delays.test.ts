import {expect, test} from 'vitest';
import {RecentDelays} from '../../source/agent/recent-delays.js';

/** Adds so many samples that are 50 ms apart. @returns when the last one was. */
function follow(
  delays: RecentDelays,
  from: number,
  samples: number,
  delayOf: (sample: number) => number,
): number {
  for (let sample = 1; sample <= samples; sample++) delays.add(from + sample * 50, delayOf(sample));
  return from + samples * 50;
}

test('one late sample among many is the maximum, and not the 99th percentile', () => {
  const delays = new RecentDelays();
  const now = follow(delays, 0, 200, sample => (sample === 120 ? 300 : 1));
  expect(delays.take(now)).toEqual({delayP50Ms: 1, delayP99Ms: 1, delayMaxMs: 300});
});

test('neither is one of few, as after the start', () => {
  const delays = new RecentDelays();
  const now = follow(delays, 0, 5, sample => (sample === 1 ? 300 : 1));
  expect(delays.take(now)).toEqual({delayP50Ms: 1, delayP99Ms: 1, delayMaxMs: 300});
});

test('where one in twenty is late, the 99th percentile is', () => {
  const delays = new RecentDelays();
  const now = follow(delays, 0, 200, sample => (sample % 20 === 0 ? 100 : 1));
  expect(delays.take(now)).toEqual({delayP50Ms: 1, delayP99Ms: 100, delayMaxMs: 100});
});

test('percentiles are over seconds, and the maximum is since it was last asked for', () => {
  const delays = new RecentDelays();
  const late = follow(delays, 0, 100, () => 80);
  delays.take(late);
  const later = follow(delays, late, 20, () => 2);
  expect(delays.take(later)).toEqual({delayP50Ms: 80, delayP99Ms: 80, delayMaxMs: 2});
  // However few samples there are at rest.
  const muchLater = late + 10_000;
  delays.add(muchLater, 3);
  expect(delays.take(muchLater)).toEqual({delayP50Ms: 2, delayP99Ms: 2, delayMaxMs: 3});
});

test('without any sample there is no delay', () => {
  expect(new RecentDelays().take(0)).toEqual({delayP50Ms: 0, delayP99Ms: 0, delayMaxMs: 0});
});
