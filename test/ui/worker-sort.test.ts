import {expect, test} from 'vitest';
import {glyphSets} from '../../source/ui/theme.js';
import {initialWorkerSort, nextSort, sortSlots, sortWords, turnSort} from '../../source/ui/worker-sort.js';
import {someSlot, someWorker} from '../support/snapshots.js';

const slots = [
  someSlot(1, {worker: someWorker(1, {cpuPercent: 5})}),
  someSlot(2, {worker: null}),
  someSlot(3, {worker: someWorker(3, {cpuPercent: 90})}),
  someSlot(4, {worker: someWorker(4, {cpuPercent: 5})}),
];
const byCpu = nextSort(initialWorkerSort);
const numbers = (sort = initialWorkerSort) => sortSlots(slots, sort).map(({slot}) => slot);

test('workers stand by number, or by a figure with the largest first, and those that do not run last', () => {
  expect(numbers()).toEqual([1, 2, 3, 4]);
  expect(numbers(turnSort(initialWorkerSort))).toEqual([4, 3, 2, 1]);
  expect(numbers(byCpu)).toEqual([3, 1, 4, 2]);
  expect(numbers(turnSort(byCpu))).toEqual([1, 4, 3, 2]);
});

test('the order is named, and a key goes through all of them and round again', () => {
  expect(sortWords(byCpu, glyphSets.unicode)).toBe('by CPU ▼');
  expect(sortWords(turnSort(byCpu), glyphSets.ascii)).toBe('by CPU ^');
  expect(sortWords(initialWorkerSort, glyphSets.ascii)).toBe('');
  let sort = byCpu;
  for (let i = 0; i < 7; i++) sort = nextSort(sort);
  expect(sort).toEqual(initialWorkerSort);
});
