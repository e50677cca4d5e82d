import {stripVTControlCharacters} from 'node:util';
import {expect, test} from 'vitest';
import type {ReloadSnapshot} from '../../source/api/types.js';
import {reloadStatus} from '../../source/ui/reload-status.js';
import {glyphSets} from '../../source/ui/theme.js';

const reload = (
  phases: readonly ReloadSnapshot['slots'][number]['phase'][],
  outcome: ReloadSnapshot['outcome'] = null,
): ReloadSnapshot => ({
  id: 1,
  startedAt: 0,
  endedAt: outcome && 1,
  outcome,
  reason: null,
  slots: phases.map((phase, index) => ({
    slot: index + 1,
    phase,
    connectionsLeft: phase === 'draining' ? 1 : 0,
  })),
});

test.each([
  [reload(['starting', 'waiting']), 'reload 1 of 2: ◐ worker 1 starts anew'],
  [reload(['done', 'draining']), 'reload 2 of 2: ◔ worker 2 drains, 1 connection left'],
])('a reload that runs is told with what it is at', (snapshot, text) => {
  expect(stripVTControlCharacters(reloadStatus(snapshot, glyphSets.unicode)!)).toBe(text);
});

test.each([[null], [reload(['done'], 'succeeded')], [reload(['failed', 'waiting'], 'failed')]])(
  'without one there is nothing to tell',
  snapshot => {
    expect(reloadStatus(snapshot, glyphSets.unicode)).toBeNull();
  },
);
