import {expect, test} from 'vitest';
import {connectionsToShed} from '../../source/master/evening-out.js';

test.each([
  [
    [10, 0],
    [5, 0],
  ],
  [
    [5, 4],
    [0, 0],
  ],
  [
    [4, 5],
    [0, 0],
  ],
  [
    [7, 7, 0],
    [2, 2, 0],
  ],
  [
    [8, 7, 0],
    [3, 2, 0],
  ],
  [
    [9, 1, 1, 0],
    [6, 0, 0, 0],
  ],
  [
    [0, 0],
    [0, 0],
  ],
  [[3], [0]],
  [[], []],
])('of %j, %j move', (open, shed) => {
  expect(connectionsToShed(open)).toEqual(shed);
});

test('whatever there is, all that moves finds room, and nobody keeps more than one above the least', () => {
  for (let seed = 1; seed < 500; seed++) {
    const open = Array.from({length: (seed % 9) + 1}, (_, index) => (seed * 7919 * (index + 3)) % 41);
    const shed = connectionsToShed(open);
    const least = Math.floor(open.reduce((sum, count) => sum + count, 0) / open.length);
    const kept = open.map((count, index) => count - shed[index]!);
    expect(Math.max(...kept)).toBeLessThanOrEqual(least + 1);
    expect(shed.every(count => count >= 0)).toBe(true);
  }
});
