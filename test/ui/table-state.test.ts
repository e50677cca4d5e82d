import {stripVTControlCharacters} from 'node:util';
import {expect, test} from 'vitest';
import {initialTableState, reduceTable, type TableAction, visibleSlots} from '../../source/ui/table-state.js';
import {glyphSets} from '../../source/ui/theme.js';
import {workerTableHead} from '../../source/ui/worker-lines.js';
import {initialWorkerSort, nextSort, turnSort} from '../../source/ui/worker-sort.js';
import {someSlot, someWorker} from '../support/snapshots.js';

const slots = [
  someSlot(1),
  someSlot(2, {worker: someWorker(2, {blocked: true, silentForMs: 5000})}),
  someSlot(3, {others: [someWorker(9, {phase: 'draining'})]}),
  someSlot(4, {worker: null, state: 'gave-up'}),
];

function after(...actions: TableAction[]) {
  return actions.reduce(reduceTable, initialTableState);
}

function shown(text: string): number[] {
  const table = after({type: 'begin-filter'}, {type: 'type-filter', text}, {type: 'keep-filter'});
  return visibleSlots(slots, table).map(({slot}) => slot);
}

test('a filter looks at numbers, processes and states, also of those that share a slot', () => {
  expect(shown('1001')).toEqual([1]);
  expect(shown('STUCK')).toEqual([2]);
  expect(shown('drains')).toEqual([3]);
  expect(shown('1009')).toEqual([3]);
  expect(shown('gave up')).toEqual([4]);
  expect(shown('')).toEqual([1, 2, 3, 4]);
});

test('a number is that of a slot, and from 3 digits on in a pid, too', () => {
  const many = Array.from({length: 120}, (_, index) => {
    return someSlot(index + 1, {worker: someWorker(index + 1, {phase: 'draining'})});
  });
  const shownOf = (pattern: string) =>
    visibleSlots(many, {...initialTableState, pattern}).map(({slot}) => slot);
  expect(shownOf('1')).toEqual([1]);
  expect(shownOf('12')).toEqual([12]);
  expect(shownOf('12 ')).toEqual([12]);
  expect(shownOf('99')).toEqual([99]);
  expect(shownOf('112')).toEqual([112, 120]);
  expect(shownOf('1012')).toEqual([12]);
  expect(shownOf('pid 1012')).toEqual([12]);
  expect(shownOf('drains 3')).toHaveLength(120);
});

test('marks outlast a filter, so that they can be collected with several', () => {
  const marked = after(
    {type: 'toggle-mark', slot: 3},
    {type: 'begin-filter'},
    {type: 'type-filter', text: 'stuck'},
    {type: 'keep-filter'},
    {type: 'toggle-mark', slot: 2},
  );
  const all = reduceTable(marked, {type: 'clear-table'});
  expect(all).toMatchObject({pattern: '', marked: [3, 2]});
  expect(reduceTable(all, {type: 'clear-table'})).toMatchObject({marked: []});
  expect(reduceTable(marked, {type: 'clear-marks'})).toMatchObject({pattern: 'stuck', marked: []});
});

test('the head of the table has an arrow at the column of the order, and keeps its width', () => {
  const head = (sort = initialWorkerSort, glyphs = glyphSets.unicode) =>
    stripVTControlCharacters(workerTableHead(116, sort, glyphs));
  expect(head()).not.toMatch(/[▼▲]/);
  expect(head(turnSort(initialWorkerSort))).toMatch(/^ {3}#▼ STATE/);
  let sort = nextSort(initialWorkerSort);
  for (; sort.column !== null; sort = nextSort(sort)) {
    expect(head(sort)).toContain(` ${sort.column}▼`);
    expect(head(turnSort(sort))).toContain(` ${sort.column}▲`);
    expect(head(sort, glyphSets.ascii)).toContain(` ${sort.column}v`);
    expect(head(sort)).toHaveLength(head().length);
  }
});
