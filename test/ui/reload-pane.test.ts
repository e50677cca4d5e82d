import {stripVTControlCharacters} from 'node:util';
import {describe, expect, test} from 'vitest';
import type {ReloadSnapshot} from '../../source/api/types.js';
import {reloadOutcome, reloadPane, reloadSlots} from '../../source/ui/reload-pane.js';
import {initialTableState, type TableState} from '../../source/ui/table-state.js';
import {sceneOf, textOf} from '../support/scene.js';
import {NOW, someSnapshot} from '../support/snapshots.js';

type ReloadSlot = ReloadSnapshot['slots'][number];
type Times = readonly [starting?: number, draining?: number, ended?: number];

/** Times are seconds before now. */
function slotOf(
  slot: number,
  phase: ReloadSlot['phase'],
  times: Times = [],
  connectionsLeft = 0,
): ReloadSlot {
  const [startingAt, drainingAt, endedAt] = [0, 1, 2].map(index => {
    const ago = times[index];
    return ago === undefined ? null : NOW - ago * 1000;
  });
  return {slot, phase, connectionsLeft, startingAt: startingAt!, drainingAt: drainingAt!, endedAt: endedAt!};
}

function reloadOf(slots: readonly ReloadSlot[], change: Partial<ReloadSnapshot> = {}): ReloadSnapshot {
  return {id: 1, startedAt: NOW - 5000, endedAt: null, outcome: null, reason: null, slots, ...change};
}

function paneOf(reload: ReloadSnapshot, columns = 80, rows = 24, workers = 4): string[] {
  const snapshot = someSnapshot(workers, {reload});
  const layout = {reloadSlots: reloadSlots({snapshot, outcomesAfter: 0})};
  return textOf(reloadPane(sceneOf(snapshot, {columns, rows, layout})), columns);
}

const running = reloadOf([
  slotOf(1, 'done', [5, 4.6, 3.4]),
  slotOf(2, 'draining', [3.4, 3, undefined], 12),
  slotOf(3, 'starting', [0.5]),
  slotOf(4, 'waiting'),
]);
const succeeded = reloadOf([slotOf(1, 'done', [5, 4.6, 3.4]), slotOf(2, 'done', [3.4, 3, 1.8])], {
  endedAt: NOW - 1800,
  outcome: 'succeeded',
});
const failed = reloadOf(
  [slotOf(1, 'done', [5, 4.6, 3.4]), slotOf(2, 'failed', [3.4, undefined, 3]), slotOf(3, 'waiting')],
  {
    endedAt: NOW - 3000,
    outcome: 'failed',
    reason: 'the new worker 2 died: exit code 7',
  },
);

describe.each([
  [200, 60],
  [120, 40],
  [80, 24],
])('at %i×%i', (columns, rows) => {
  test('each worker is told with what it is at and how long that took', () => {
    const lines = paneOf(running, columns, rows);
    expect(lines[0]).toMatch(/─ reload of 4 workers: 5\.0 s so far ─+ 1 of 4 done ─/);
    expect(lines[1]).toMatch(/worker 1 +● done +started in 0\.4 s, old one drained in 1\.2 s /);
    expect(lines[2]).toMatch(/worker 2 +◔ draining +for 3\.0 s, 12 connections left/);
    expect(lines[3]).toMatch(/worker 3 +◐ starting +for 0\.5 s /);
    expect(lines[4]).toMatch(/worker 4 +○ waiting /);
  });

  test('the end says how long it took, or why it was aborted and what was left as it was', () => {
    expect(paneOf(succeeded, columns, rows)[0]).toContain('reload of 2 workers: done in 3.2 s');
    const lines = paneOf(failed, columns, rows);
    expect(lines[0]).toContain('reload of 3 workers: aborted after 2.0 s');
    expect(lines[2]).toMatch(/worker 2 +✖ failed +after 0\.4 s/);
    expect(lines[3]).toMatch(/worker 3 +○ left as it was /);
    expect(lines.at(-1)).toContain('✖ the new worker 2 died: exit code 7');
  });
});

test('many workers are one sign each, and the one that it is at is told', () => {
  const slots = Array.from({length: 100}, (_, index) => {
    if (index < 90) return slotOf(index + 1, 'done', [5, 4, 3]);
    return index === 90 ? slotOf(91, 'starting', [2]) : slotOf(index + 1, 'waiting');
  });
  const lines = paneOf(reloadOf(slots), 80, 24, 100);
  expect(lines).toHaveLength(4);
  expect(lines[1]).toMatch(/…●{73}◐…/);
  expect(lines[2]).toMatch(/worker 91 +◐ starting +for 2\.0 s/);
  expect(paneOf(reloadOf(slots), 200, 60, 100)[1]).toMatch(/│ ●{90}◐○{9} /);
});

test('it stays after its end, however long, until it is closed', () => {
  const snapshot = someSnapshot(2, {at: NOW + 3_600_000, reload: succeeded});
  const outcome = (outcomesAfter: number) =>
    reloadOutcome(sceneOf(snapshot, {columns: 60, rows: 15, view: {outcomesAfter}}));
  const [before, then] = [NOW - 1801, NOW - 1800];
  expect(reloadSlots({snapshot, outcomesAfter: before})).toBe(2);
  expect(stripVTControlCharacters(outcome(before)!)).toBe('reload of 2 workers: done in 3.2 s · Esc closes');
  expect(reloadSlots({snapshot, outcomesAfter: then})).toBe(0);
  expect(outcome(then)).toBeNull();
  expect(reloadSlots({snapshot: someSnapshot(2), outcomesAfter: 0})).toBe(0);
  const another = someSnapshot(2, {reload: {...running, startedAt: NOW - 1000}});
  expect(reloadSlots({snapshot: another, outcomesAfter: then})).toBe(4);
});

test('its end says how often Esc closes it, where that has other things to do before', () => {
  const statusOf = (table: Partial<TableState>) => {
    const snapshot = someSnapshot(2, {reload: succeeded});
    const ui = {table: {...initialTableState, ...table}};
    const scene = sceneOf(snapshot, {columns: 80, rows: 24, ui, layout: {reloadSlots: 2}});
    return textOf(reloadPane(scene), 80)[0];
  };
  expect(paneOf(running)[0]).not.toContain('Esc');
  expect(statusOf({})).toContain('─ 2 of 2 done · Esc closes ─');
  expect(statusOf({marked: [1]})).toContain('─ 2 of 2 done · Esc twice closes ─');
  expect(statusOf({marked: [1], pattern: 'ready'})).toContain('─ 2 of 2 done · Esc three times closes ─');
});

test('of one worker it says which', () => {
  const reload = reloadOf([slotOf(3, 'done', [5, 4, 3])], {endedAt: NOW - 3000, outcome: 'succeeded'});
  expect(paneOf(reload)[0]).toContain('reload of worker 3: done in 2.0 s');
});

test('a recording made before there were times shows phases alone', () => {
  const lines = paneOf(
    reloadOf([
      {slot: 1, phase: 'done', connectionsLeft: 0},
      {slot: 2, phase: 'draining', connectionsLeft: 1},
    ]),
  );
  expect(lines[1]).toMatch(/worker 1 +● done +│/);
  expect(lines[2]).toMatch(/worker 2 +◔ draining +1 connection left +│/);
});
