import {expect, test} from 'vitest';
import {jainIndex} from '../source/fairness.js';

test.each([
  [[5, 5, 5, 5], 1],
  [[7, 0, 0, 0], 0.25],
  [[1, 2, 3, 4], 100 / 120],
  [[3], 1],
])('%j has the index %d', (shares, index) => {
  expect(jainIndex(shares)).toBeCloseTo(index, 10);
});

test.each([[[]], [[0, 0]]])('%j was not distributed at all', shares => {
  expect(jainIndex(shares)).toBeNull();
});
