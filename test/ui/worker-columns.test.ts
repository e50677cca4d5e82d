import chalk from 'chalk';
import {expect, onTestFinished, test} from 'vitest';
import type {WorkerSnapshot} from '../../source/api/types.js';
import {glyphSets, paint} from '../../source/ui/theme.js';
import {fittingColumns, workerColumns} from '../../source/ui/worker-columns.js';

import {NOW, someWorker} from '../support/snapshots.js';

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

test('what its start costs a worker is shown, and is no alarm; the same later is one', () => {
  const {level} = chalk;
  chalk.level = 1;
  onTestFinished(() => {
    chalk.level = level;
  });
  const cellsOf = (change: Partial<WorkerSnapshot>) => {
    const eventLoopDelay = {p50Ms: 1, p99Ms: 300, maxMs: 300};
    const worker = someWorker(1, {cpuPercent: 100, eventLoopUtilization: 1, eventLoopDelay, ...change});
    const context = {now: NOW, restarts: 0, totalRequests: 0, glyphs: glyphSets.unicode};
    return ['CPU', 'LOOP', 'LAG p99'].map(title => {
      return workerColumns.find(column => column.title === title)!.cell(worker, context);
    });
  };
  const texts = ['100%', '100%', '300ms'];
  expect(cellsOf({phase: 'starting', readyAt: null})).toEqual(texts.map(text => paint.label(text)));
  expect(cellsOf({readyAt: NOW - 900, silentForMs: 300})).toEqual(texts.map(text => paint.label(text)));
  expect(cellsOf({readyAt: NOW - 1900, silentForMs: 300})).toEqual([
    paint.error('100%'),
    paint.error('100%'),
    // Of the last ten seconds.
    paint.label('300ms'),
  ]);
  expect(cellsOf({readyAt: NOW - 11_000, silentForMs: 300})).toEqual(texts.map(text => paint.error(text)));
});
