import {describe, expect, test} from 'vitest';
import {bindingsFor, commandFor, type ViewerMode} from '../../source/ui/keymap.js';
import {VIEWS} from '../../source/ui/views.js';

describe.each<ViewerMode>(['live', 'replay'])('in a %s view', mode => {
  test.each(VIEWS)('no key has two meanings among %s', view => {
    const keys = bindingsFor(mode, view).flatMap(binding => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test('a bare k only moves, in every view', () => {
  for (const view of VIEWS) {
    expect(commandFor('k', 'live', view)).toBe('up');
    expect(commandFor('K', 'live', view)).toBeUndefined();
  }
});

test('Home and End, and = for a + without Shift, do what their twins do', () => {
  for (const view of VIEWS) {
    expect(commandFor('home', 'live', view)).toBe(commandFor('g', 'live', view));
    expect(commandFor('home', 'live', view)).toBe('first');
    expect(commandFor('end', 'live', view)).toBe('last');
  }
  for (const view of ['workers', 'worker'] as const) expect(commandFor('=', 'live', view)).toBe('scale-up');
});

test('what changes a cluster has no key in a replay, and what steers a replay has none in a live view', () => {
  expect(commandFor('X', 'live', 'workers')).toBe('kill-worker');
  expect(commandFor('X', 'replay', 'workers')).toBeUndefined();
  expect(commandFor(' ', 'replay', 'workers')).toBe('pause');
  expect(commandFor(' ', 'live', 'workers')).toBe('freeze');
});

test('no key ends a worker in a view that does not show which one it would be', () => {
  for (const view of ['logs', 'events'] as const) {
    for (const key of ['x', 'X', 'r', 'R', '-']) expect(commandFor(key, 'live', view)).toBeUndefined();
  }
});

test('what goes from one cluster to another has keys only where there are several, in every view', () => {
  for (const view of VIEWS) {
    const commands = (hasSeveral: boolean) =>
      ['[', ']', 'c'].map(key => commandFor(key, 'live', view, hasSeveral));
    expect(commands(true)).toEqual(['previous-cluster', 'next-cluster', 'clusters']);
    expect(commands(false)).toEqual([undefined, undefined, undefined]);
  }
});
