import {expect, test} from 'vitest';
import type {ClusterEvent, EventKind, Severity} from '../../source/api/types.js';
import {eventLines} from '../../source/ui/event-lines.js';
import {glyphSets} from '../../source/ui/theme.js';

const event = (id: number, kind: EventKind, severity: Severity): ClusterEvent => {
  return {id, at: 0, kind, severity, slot: 1, pid: 1, message: `${kind} ${id}`, detail: null};
};
const events = [
  event(1, 'fork', 'info'),
  event(2, 'exit', 'error'),
  event(3, 'fork', 'info'),
  event(4, 'ready', 'good'),
  event(5, 'exit', 'info'),
];
const shown = (rows: number) =>
  eventLines(events, rows, glyphSets.unicode).map(line => line.split(' ').slice(-2).join(' '));

test('with room for them, all events are shown, the newest last', () => {
  expect(shown(10)).toEqual(['fork 1', 'exit 2', 'fork 3', 'ready 4', 'exit 5']);
});

test('in a few rows, births do not push out a crash', () => {
  expect(shown(3)).toEqual(['exit 2', 'ready 4', 'exit 5']);
});
