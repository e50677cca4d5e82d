import {expect, test} from 'vitest';
import {computeLayout} from '../../source/ui/layout.js';
import {readLogs, selectedLine} from '../../source/ui/log-reading.js';
import {initialLogsState, type LogsState} from '../../source/ui/logs-state.js';
import {glyphSets} from '../../source/ui/theme.js';
import {someLine} from '../support/snapshots.js';

const LAYOUT = computeLayout({
  columns: 80,
  rows: 24,
  slots: 2,
  tableRows: 2,
  spans: 1,
  reloadSlots: 0,
  clusterRows: 0,
});

function read(ids: readonly number[], state: Partial<LogsState>) {
  const lines = ids.map(id => someLine(id, {text: id % 10 === 0 ? `round ${id}` : `line ${id}`}));
  const view = {scope: null, lines, isHeld: true, newer: 0, skipped: 0};
  return readLogs(view, {...initialLogsState, ...state}, 1, LAYOUT, glyphSets.unicode);
}

const upTo = (last: number) => Array.from({length: last}, (_, index) => index + 1);

test('where the logs stand still is a line, and stays that line when others are left out and come back', () => {
  const state = {place: {id: 20, row: 0}, pattern: 'round'};
  expect(read(upTo(50), state).place).toEqual({item: 19, row: 0});
  const matches = read(upTo(50), {...state, onlyMatches: true});
  expect(matches.lines.map(({id}) => id)).toEqual([10, 20, 30, 40, 50]);
  expect(matches.place).toEqual({item: 1, row: 0});
  expect(read(upTo(50), {...state, onlyMatches: true, typed: ''}).place).toEqual({item: 19, row: 0});
});

test('the next line stands for one that is left out, from its first row on', () => {
  const reading = read(upTo(50), {place: {id: 21, row: 2}, pattern: 'round', onlyMatches: true});
  expect(reading.place).toEqual({item: 2, row: 0});
});

test('where other lines have come in their place, it is at the newest', () => {
  const reading = read(upTo(5), {place: {id: 5000, row: 1}, wraps: true});
  expect(reading.place).toBeNull();
  expect(selectedLine(reading, initialLogsState)!.id).toBe(5);
});
