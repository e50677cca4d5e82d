import {expect, test} from 'vitest';
import {MemoryTrend} from '../../source/master/memory-trend.js';

const MEGABYTE = 1024 * 1024;

/** Feeds a report a second. @param rssAt memory in megabytes after so many seconds. */
function follow(seconds: number, rssAt: (second: number) => number, heapAt = (_: number) => 20): MemoryTrend {
  const trend = new MemoryTrend();
  for (let second = 0; second <= seconds; second++) {
    trend.add(second * 1000, rssAt(second) * MEGABYTE, heapAt(second) * MEGABYTE);
  }
  return trend;
}

test('a steady growth is called a leak, with its rate', () => {
  const {figures} = follow(400, second => 60 + second / 5);
  expect(figures?.looksLikeLeak).toBe(true);
  expect(figures!.rssBytesPerMinute / MEGABYTE).toBeCloseTo(12, 3);
  expect(figures!.heapUsedBytesPerMinute).toBe(0);
});

test('a heap that grows under the swings of garbage collections is one, too', () => {
  const {figures} = follow(
    600,
    () => 100,
    second => 20 + second / 6 + (second % 7) * 5,
  );
  expect(figures?.looksLikeLeak).toBe(true);
  expect(figures!.heapUsedBytesPerMinute / MEGABYTE).toBeCloseTo(10, 0);
});

test('what swings, what grows a little, and what has just started is none', () => {
  const swinging = follow(600, second => 100 + 50 * Math.sin(second / 60));
  expect(swinging.figures?.looksLikeLeak).toBe(false);
  const settling = follow(600, second => 60 + second / 60);
  expect(settling.figures?.looksLikeLeak).toBe(false);
  expect(follow(100, second => 60 + second).figures).toBeNull();
});

test('a step up is no leak, and one that has ended is forgotten after ten minutes', () => {
  const step = follow(600, second => (second < 300 ? 60 : 160));
  expect(step.figures?.looksLikeLeak).toBe(false);
  const ended = follow(1200, second => 60 + Math.min(second, 500) / 5);
  expect(ended.figures?.looksLikeLeak).toBe(false);
  // A cache that has been filled.
  const filled = follow(270, second => 60 + Math.min(second, 190) / 3);
  expect(filled.figures?.looksLikeLeak).toBe(false);
});
