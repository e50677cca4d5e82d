import {expect, test} from 'vitest';
import {fittingColumns, workerColumns} from '../../source/ui/worker-columns.js';

const titles = (columns: number) => fittingColumns(columns).map(({title}) => title);

test('with room for all, all are there', () => {
  expect(fittingColumns(1000)).toEqual(workerColumns);
});

test('columns go in a stated order, and four stay', () => {
  const steps = Array.from({length: 140}, (_, index) => titles(140 - index));
  for (const [index, step] of steps.slice(1).entries()) {
    // A narrower table shows nothing that a wider one left out.
    expect(step.filter(title => !steps[index]!.includes(title))).toEqual([]);
  }
  expect(titles(0)).toEqual(['PID', 'CPU', 'REQ/S']);
});
