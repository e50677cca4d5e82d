import {expect, test} from 'vitest';
import {millisecondsUntil, placeOf} from '../../source/messages/moments.js';

test('the next moment is at its place in the second, and neither too soon nor too late', () => {
  for (let now = 1_700_000_000_000; now < 1_700_000_003_000; now += 37) {
    for (const place of [0, 1, 499, 999, 1049]) {
      const wait = millisecondsUntil(place, now);
      expect((now + wait) % 1000).toBe(place % 1000);
      expect(wait).toBeGreaterThanOrEqual(250);
      expect(wait).toBeLessThan(1250);
    }
  }
});

test('processes that were started one after the other have places that are far apart', () => {
  const places = Array.from({length: 8}, (_, index) => placeOf(40_000 + index)).sort((a, b) => a - b);
  const gaps = places.map((place, index) => (place - places.at(index - 1)! + 1000) % 1000);
  expect(Math.min(...gaps)).toBeGreaterThan(50);
});
