import {expect, test} from 'vitest';
import {bindingsFor, commandFor, type ViewerMode} from '../../source/ui/keymap.js';

test.each<ViewerMode>(['live', 'replay'])('in a %s view no key has two meanings', mode => {
  const keys = bindingsFor(mode).flatMap(binding => binding.keys);
  expect(new Set(keys).size).toBe(keys.length);
});

test('a bare k only moves', () => {
  expect(commandFor('k', 'live')).toBe('up');
  expect(commandFor('K', 'live')).toBeUndefined();
});

test('what changes a cluster has no key in a replay, and what steers a replay has none in a live view', () => {
  expect(commandFor('X', 'live')).toBe('kill-worker');
  expect(commandFor('X', 'replay')).toBeUndefined();
  expect(commandFor(' ', 'replay')).toBe('pause');
  expect(commandFor(' ', 'live')).toBeUndefined();
});
