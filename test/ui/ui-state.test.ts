import {expect, test} from 'vitest';
import {type Dialog, initialUiState, reduceUi} from '../../source/ui/ui-state.js';

const dialog: Dialog = {title: '?', lines: [], yes: 'Yes', action: {type: 'reload-all'}};

test.each([
  [1, -1, [1, 2, 3, 4], 1],
  [4, 1, [1, 2, 3, 4], 4],
  [1, 9, [1, 2, 3, 4], 4],
  [3, 1, [2, 3, 1, 4], 1],
  [9, -1, [1, 2, 3, 4], 1],
])('from worker %i by %i in the order %j is worker %i', (selected, by, order, expected) => {
  expect(reduceUi({...initialUiState, selected}, {type: 'move', by, order}).selected).toBe(expected);
});

test('each question begins with the safe answer', () => {
  const asked = reduceUi(initialUiState, {type: 'ask', dialog});
  const switched = reduceUi(asked, {type: 'switch-answer', by: 1});
  expect(switched.answer).toBe('yes');
  const closed = reduceUi(switched, {type: 'close-dialog'});
  expect(closed.dialog).toBeNull();
  expect(reduceUi(closed, {type: 'ask', dialog}).answer).toBe('no');
});

test('Tab goes through the answers that a question has, in both directions', () => {
  const other = {key: 'l', label: 'Leave it', action: dialog.action};
  const answers = (by: 1 | -1, asked: typeof dialog & {other?: typeof other}) => {
    let state = reduceUi(initialUiState, {type: 'ask', dialog: asked});
    return [1, 2, 3].map(() => {
      state = reduceUi(state, {type: 'switch-answer', by});
      return state.answer;
    });
  };
  expect(answers(1, dialog)).toEqual(['yes', 'no', 'yes']);
  expect(answers(1, {...dialog, other})).toEqual(['yes', 'other', 'no']);
  expect(answers(-1, {...dialog, other})).toEqual(['other', 'yes', 'no']);
});
