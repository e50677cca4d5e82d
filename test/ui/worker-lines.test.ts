import {stripVTControlCharacters} from 'node:util';
import {expect, test} from 'vitest';
import {glyphSets} from '../../source/ui/theme.js';
import {workersStatus} from '../../source/ui/worker-lines.js';
import {someSlot, someWorker} from '../support/snapshots.js';

test('a worker that is suspended or stuck is not counted as ready', () => {
  const slots = [
    someSlot(1),
    someSlot(2, {worker: someWorker(2, {stopped: true})}),
    someSlot(3, {worker: someWorker(3, {blocked: true})}),
  ];
  expect(stripVTControlCharacters(workersStatus(slots, 3, glyphSets.unicode))).toBe(
    '1 of 3 workers ready · 1 stuck · 1 suspended',
  );
});
