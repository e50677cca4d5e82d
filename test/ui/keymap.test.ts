import {expect, test} from 'vitest';
import {commandFor, keymap} from '../../source/ui/keymap.js';

test('no key has two meanings', () => {
  const keys = keymap.flatMap(binding => binding.keys);
  expect(new Set(keys).size).toBe(keys.length);
});

test('a bare k only moves', () => {
  expect(commandFor('k')).toBe('up');
  expect(commandFor('K')).toBeUndefined();
});
