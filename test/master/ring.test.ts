import {expect, test} from 'vitest';
import {Ring} from '../../source/master/ring.js';

test('a ring keeps the newest items in order, and hands out what had to go', () => {
  const ring = new Ring<number>(3);
  expect([1, 2, 3, 4, 5].map(item => ring.push(item))).toEqual([undefined, undefined, undefined, 1, 2]);
  expect(ring.toArray()).toEqual([3, 4, 5]);
  expect(ring.size).toBe(3);
});
