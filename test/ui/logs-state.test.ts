import {expect, test} from 'vitest';
import {initialLogsState, type LogsAction, type LogsState} from '../../source/ui/logs-state.js';
import {initialUiState, reduceUi, type UiEvent, type UiState} from '../../source/ui/ui-state.js';

const logsAfter = (state: Partial<LogsState>, ...actions: LogsAction[]) =>
  after({...initialUiState, logs: {...initialLogsState, ...state}}, ...actions).logs;
const after = (state: UiState, ...events: UiEvent[]) => events.reduce(reduceUi, state);
const place = {id: 7, row: 3};

test('a pattern is kept by Enter, and stays what it was when it is left', () => {
  const typed = logsAfter(
    {pattern: 'old'},
    {type: 'begin-pattern'},
    {type: 'type-pattern', text: 'ab'},
    {type: 'type-pattern', text: '👍'},
    {type: 'erase-pattern'},
  );
  expect(typed).toMatchObject({typed: 'ab', pattern: 'old'});
  expect(logsAfter(typed, {type: 'keep-pattern'})).toMatchObject({typed: null, pattern: 'ab'});
  expect(logsAfter(typed, {type: 'leave-pattern'})).toMatchObject({typed: null, pattern: 'old'});
});

test('a pattern has a longest length', () => {
  const {typed} = logsAfter({typed: ''}, {type: 'type-pattern', text: 'x'.repeat(100_000)});
  expect(typed!.length).toBeLessThan(1000);
});

test('a line that is wrapped anew is shown from its beginning', () => {
  expect(logsAfter({place}, {type: 'toggle-wrap'})).toMatchObject({wraps: true, place: {id: 7, row: 0}});
  expect(logsAfter({place}, {type: 'toggle-timestamps'}).place).toEqual({id: 7, row: 0});
});

test('other workers, and other views, begin at the newest line', () => {
  const state = {...initialUiState, logs: {...initialLogsState, place, typed: 'x', match: 3}};
  const fresh = {place: null, typed: null, match: null};
  expect(after(state, {type: 'toggle-scope'}).logs).toMatchObject({...fresh, onlySelected: true});
  expect(after(state, {type: 'show-view', view: 'logs'}).logs).toMatchObject(fresh);
});

test('Esc leads back the way that was come', () => {
  const opened = after(initialUiState, {type: 'open-view', view: 'worker'}, {type: 'open-logs'});
  expect(opened).toMatchObject({view: 'logs', logs: {onlySelected: true}});
  const back = after(opened, {type: 'leave-view'});
  expect(back.view).toBe('worker');
  expect(after(back, {type: 'leave-view'}).view).toBe('workers');
  expect(after(back, {type: 'leave-view'}, {type: 'leave-view'}).view).toBe('workers');
  expect(after(opened, {type: 'show-view', view: 'events'}, {type: 'leave-view'}).view).toBe('workers');
});
