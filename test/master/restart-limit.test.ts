import {expect, test} from 'vitest';
import {BACKOFF_MAX_MS, BACKOFF_RESET_MS, RESTART_WINDOW_MS} from '../../source/master/bounds.js';
import {RestartLimit} from '../../source/master/restart-limit.js';

const SHORT_LIFE_MS = 10;

test('the first restart is at once, the next ones wait twice as long each, up to the most', () => {
  const limit = new RestartLimit(1000);
  const delays = Array.from({length: 11}, (_, death) => limit.nextDelay(death, SHORT_LIFE_MS));
  expect(delays).toEqual([0, 100, 200, 400, 800, 1600, 3200, 6400, 12_800, BACKOFF_MAX_MS, BACKOFF_MAX_MS]);
});

test('a long life has the waiting begin anew', () => {
  const limit = new RestartLimit(1000);
  for (let death = 0; death < 5; death++) limit.nextDelay(death, SHORT_LIFE_MS);
  expect(limit.nextDelay(5, BACKOFF_RESET_MS)).toBe(0);
  expect(limit.nextDelay(6, SHORT_LIFE_MS)).toBe(100);
});

test('it gives up at the limit, counting only deaths within the window', () => {
  const limit = new RestartLimit(3);
  expect(limit.nextDelay(0, SHORT_LIFE_MS)).not.toBeNull();
  expect(limit.nextDelay(1, SHORT_LIFE_MS)).not.toBeNull();
  // The first two have left the window.
  expect(limit.nextDelay(RESTART_WINDOW_MS + 1, SHORT_LIFE_MS)).not.toBeNull();
  expect(limit.nextDelay(RESTART_WINDOW_MS + 2, SHORT_LIFE_MS)).not.toBeNull();
  expect(limit.nextDelay(RESTART_WINDOW_MS + 3, SHORT_LIFE_MS)).toBeNull();
  expect(limit.deaths).toBe(3);
});

test('after a reset it has forgotten everything', () => {
  const limit = new RestartLimit(1);
  expect(limit.nextDelay(0, SHORT_LIFE_MS)).toBeNull();
  limit.reset();
  expect(limit.deaths).toBe(0);
});
