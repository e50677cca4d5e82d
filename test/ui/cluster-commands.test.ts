import {expect, test} from 'vitest';
import type {Snapshot} from '../../source/api/types.js';
import {clusterCommands} from '../../source/ui/commands/cluster.js';
import type {CommandContext} from '../../source/ui/commands/context.js';
import {initialTableState} from '../../source/ui/table-state.js';
import {type Action, initialUiState, type Notice} from '../../source/ui/ui-state.js';
import {someSlot, someSnapshot, someWorker} from '../support/snapshots.js';

/** Worker 1 runs, and worker 2 waits for its turn to start. */
function press(
  key: 'stop-worker' | 'kill-worker' | 'reload-worker',
  marked: readonly number[] = [],
  snapshot: Snapshot | null = someSnapshot(2, {
    slots: [someSlot(1), someSlot(2, {state: 'backing-off', worker: null})],
  }),
) {
  const asked: Action[] = [];
  const notices: string[] = [];
  const context = {
    session: {workersWanted: 2},
    ui: {...initialUiState, table: {...initialTableState, marked}},
    snapshot,
    slot: 2,
    notify: ({text}: Notice) => notices.push(text),
    ask: (action: Action) => asked.push(action),
  } as unknown as CommandContext;
  clusterCommands(context)[key]!();
  return {asked, notices};
}

test.each(['stop-worker', 'kill-worker'] as const)('%s is for a process, and not for the next one', key => {
  expect(press(key)).toEqual({asked: [], notices: ['worker 2 is not running; r starts it']});
  expect(press(key, [2])).toEqual({asked: [], notices: ['worker 2 is not running; r starts it']});
  const actions = [{type: key, slot: 1, pid: someWorker(1).pid}];
  expect(press(key, [1, 2])).toEqual({asked: [{type: 'several', actions}], notices: []});
});

test('a reload starts what does not run', () => {
  expect(press('reload-worker').asked).toEqual([{type: 'reload-worker', slot: 2, pid: undefined}]);
});

test('of a cluster that has told nothing yet, the answer is left to whoever is asked', () => {
  const asked = [{type: 'kill-worker', slot: 2, pid: undefined}];
  expect(press('kill-worker', [], null)).toEqual({asked, notices: []});
});
