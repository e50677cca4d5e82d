import {expect, test} from 'vitest';
import {SlotCounters} from '../../source/master/slot-counters.js';
import type {Report, WorkReport} from '../../source/messages/types.js';

function report({cpuMicros = 0, ...figures}: Partial<WorkReport> & {readonly cpuMicros?: number}): Report {
  const work = {
    accepted: 0,
    started: 0,
    finished: 0,
    aborted: 0,
    latencySumMicros: 0,
    byStatusClass: [0, 0, 0, 0, 0],
    latency: [],
    ...figures,
  };
  return {cpuMicros, gcMicros: 0, work} as unknown as Report;
}

test('workers of one slot are added up, those that are gone and those that follow', () => {
  const slot = new SlotCounters();
  const [first, second] = [slot.open(), slot.open()];
  first.take(report({finished: 3, started: 3, byStatusClass: [0, 3, 0, 0, 0]}));
  second.take(report({finished: 1, started: 1, byStatusClass: [0, 0, 0, 0, 1]}));
  first.take(report({finished: 5, started: 6, byStatusClass: [0, 5, 0, 0, 0], latency: [0, 2]}));
  first.close();
  second.take(report({finished: 2, started: 2, byStatusClass: [0, 1, 0, 0, 1], latency: [0, 1]}));
  expect(slot.figures).toMatchObject({started: 8, finished: 7, aborted: 1});
  expect(slot.byStatusClass).toEqual([0, 6, 0, 0, 1]);
  expect(slot.durations.counts[0]).toBe(3);
});

test('a figure that falls changes nothing until it is higher than ever', () => {
  const slot = new SlotCounters();
  const worker = slot.open();
  worker.take(report({aborted: 2}));
  worker.take(report({aborted: 1}));
  expect(slot.figures.aborted).toBe(2);
  worker.take(report({aborted: 3}));
  expect(slot.figures.aborted).toBe(3);
});

test('CPU time that the system has measured is not counted again when the worker reports it', () => {
  const slot = new SlotCounters();
  const worker = slot.open();
  worker.take(report({cpuMicros: 1000}));
  worker.takeCpu(5_000_000);
  worker.take(report({cpuMicros: 4_999_000}));
  expect(slot.figures.cpuMicros).toBe(5_000_000);
  worker.take(report({cpuMicros: 5_001_000}));
  expect(slot.figures.cpuMicros).toBe(5_001_000);
});

test('a report that comes after the end counts for nothing', () => {
  const slot = new SlotCounters();
  const worker = slot.open();
  worker.take(report({started: 1}));
  worker.close();
  worker.take(report({started: 2, finished: 2}));
  expect(slot.figures).toMatchObject({started: 1, finished: 0, aborted: 1});
});
