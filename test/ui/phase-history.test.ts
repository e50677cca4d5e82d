import {stripVTControlCharacters} from 'node:util';
import {expect, test} from 'vitest';
import type {ClusterEvent, EventKind, Severity} from '../../source/api/types.js';
import {clock} from '../../source/ui/format.js';
import {LIVES_MAX, phaseHistory} from '../../source/ui/phase-history.js';
import {phaseFooter, phaseLine} from '../../source/ui/phase-lines.js';
import {glyphSets} from '../../source/ui/theme.js';
import {NOW, someEvent, someSlot, someWorker} from '../support/snapshots.js';

type Told = readonly [secondsAgo: number, pid: number, kind: EventKind, severity?: Severity];

function eventsOf(slot: number, told: readonly Told[]): ClusterEvent[] {
  return told.map(([ago, pid, kind, severity = 'info'], id) =>
    someEvent(id, {at: NOW - ago * 1000, pid, kind, severity, slot}),
  );
}

function linesOf(told: readonly Told[], slot = someSlot(1, {worker: null})): string[] {
  return phaseHistory(eventsOf(1, told), slot).map(life =>
    stripVTControlCharacters(phaseLine(life, NOW, glyphSets.unicode)),
  );
}

const at = (secondsAgo: number) => clock(NOW - secondsAgo * 1000);

test('each worker of a slot is told with its phases and how long each took, those that went first', () => {
  const worker = someWorker(1, {pid: 12, startedAt: NOW - 2000, readyAt: NOW - 1500});
  const lines = linesOf(
    [
      [722, 11, 'fork'],
      [721.6, 11, 'ready', 'good'],
      [2, 12, 'fork'],
      [1.5, 12, 'ready', 'good'],
      [1.5, 11, 'draining'],
      [0.3, 11, 'exit'],
    ],
    someSlot(1, {worker}),
  );
  expect(lines).toEqual([
    `${at(722)} pid 11  ◐ starting 0.4 s, ● ready 12m, ◔ draining 1.2 s, ○ gone`,
    `${at(2)} pid 12  ◐ starting 0.5 s, ● ready 1.5 s`,
  ]);
});

test('one that died says so, and one that crashed how long it still had', () => {
  const lines = linesOf([
    [9, 11, 'fork'],
    [8, 11, 'exit', 'error'],
    [7, 12, 'fork'],
    [6, 12, 'ready'],
    [5, 12, 'exit', 'error'],
    [4, 12, 'exit', 'error'],
    [3, 13, 'fork'],
    [2, 13, 'exit', 'error'],
    [1, 13, 'exit'],
  ]);
  expect(lines).toEqual([
    `${at(9)} pid 11  ◐ starting 1.0 s, ✖ died`,
    `${at(7)} pid 12  ◐ starting 1.0 s, ● ready 1.0 s, ✖ crashed 1.0 s, ✖ died`,
    `${at(3)} pid 13  ◐ starting 1.0 s, ✖ crashed 1.0 s, ○ gone`,
  ]);
});

test('one that crashed and still finishes what it has is not dead yet', () => {
  const worker = someWorker(1, {pid: 11, startedAt: NOW - 9000, readyAt: NOW - 8000});
  const told: readonly Told[] = [
    [9, 11, 'fork'],
    [8, 11, 'ready'],
    [1, 11, 'exit', 'error'],
  ];
  expect(linesOf(told, someSlot(1, {worker: null, others: [worker]}))).toEqual([
    `${at(9)} pid 11  ◐ starting 1.0 s, ● ready 7.0 s, ✖ crashed 1.0 s`,
  ]);
});

test('what the events no longer have of a worker that lives comes from the snapshot', () => {
  const worker = someWorker(1, {pid: 11, startedAt: NOW - 7_200_000, readyAt: NOW - 7_199_000});
  expect(linesOf([], someSlot(1, {worker}))).toEqual([
    `${at(7200)} pid 11  ◐ starting 1.0 s, ● ready 1h 59m`,
  ]);
  expect(linesOf([[1, 11, 'draining']], someSlot(1, {worker}))).toEqual([
    `${at(7200)} pid 11  ◐ starting 1.0 s, ● ready 1h 59m, ◔ draining 1.0 s`,
  ]);
});

test('other slots, and what is of no worker, do not count; a pid that comes again is another worker', () => {
  const events = [
    ...eventsOf(2, [[9, 11, 'fork']]),
    ...eventsOf(1, [
      [8, 11, 'fork'],
      [7, 11, 'exit'],
      [6, 11, 'fork'],
      [6, 11, 'blocked'],
    ]),
    someEvent(9, {pid: null, kind: 'restart'}),
  ];
  const lives = phaseHistory(events, someSlot(1, {worker: null}));
  expect(lives.map(({phases}) => phases.map(({phase}) => phase))).toEqual([
    ['starting', 'gone'],
    ['starting'],
  ]);
});

test('of a slot whose workers die again and again only the last are kept', () => {
  const told = Array.from({length: 500}, (_, index): readonly Told[] => [
    [1000 - index, index + 1, 'fork'],
    [999.5 - index, index + 1, 'exit', 'error'],
  ]).flat();
  const lives = phaseHistory(eventsOf(1, told), someSlot(1, {worker: null}));
  expect(lives).toHaveLength(LIVES_MAX);
  expect(lives.at(-1)!.pid).toBe(500);
});

test('in one line there is the newest, and how many went before', () => {
  const lives = phaseHistory(
    eventsOf(1, [
      [9, 11, 'fork'],
      [8, 11, 'exit'],
      [7, 12, 'fork'],
    ]),
    someSlot(1, {worker: null}),
  );
  const footer = (shown: typeof lives) =>
    stripVTControlCharacters(phaseFooter(shown, NOW, glyphSets.unicode));
  expect(footer(lives)).toBe(`${at(7)} pid 12  ◐ starting 7.0 s · 1 before it`);
  expect(footer(lives.slice(1))).toBe(`${at(7)} pid 12  ◐ starting 7.0 s`);
  expect(footer([])).toBe('');
});
