import {expect, test} from 'vitest';
import {
  initialEventsState,
  kindsOf,
  passingEvents,
  reduceEvents,
  selectedIndex,
} from '../../source/ui/events-state.js';
import {someEvent} from '../support/snapshots.js';

const events = [
  someEvent(1),
  someEvent(2, {severity: 'error'}),
  someEvent(3, {severity: 'good'}),
  someEvent(4, {severity: 'warning'}),
];
const ids = (least: 'info' | 'warning' | 'error') =>
  passingEvents(events, {least, kind: null}).map(({id}) => id);

test('a key goes through the severities and round again', () => {
  expect(ids('info')).toEqual([1, 2, 3, 4]);
  expect(ids('warning')).toEqual([2, 4]);
  expect(ids('error')).toEqual([2]);
  const steps = [1, 2, 3].reduce(
    states => [...states, reduceEvents(states.at(-1)!, {type: 'next-threshold'})],
    [initialEventsState],
  );
  expect(steps.map(({least}) => least)).toEqual(['info', 'warning', 'error', 'info']);
});

test('another key goes through the kinds that there are, and round again', () => {
  const mixed = [someEvent(1, {kind: 'ready'}), someEvent(2, {kind: 'exit'}), someEvent(3, {kind: 'ready'})];
  const kinds = kindsOf(mixed);
  const steps = [1, 2, 3].reduce(
    states => [...states, reduceEvents(states.at(-1)!, {type: 'next-kind', kinds})],
    [initialEventsState],
  );
  expect(steps.map(({kind}) => kind)).toEqual([null, 'exit', 'ready', null]);
  expect(passingEvents(mixed, steps[2]!).map(({id}) => id)).toEqual([1, 3]);
});

test('the selection stays on its event while others come, and follows from the newest on', () => {
  const up = reduceEvents(initialEventsState, {type: 'move-event', by: -1, events});
  expect(up.selected).toBe(3);
  const more = [...events, someEvent(5)];
  expect(selectedIndex(up, more)).toBe(2);
  expect(selectedIndex(up, more.slice(3))).toBe(0);
  const down = reduceEvents(up, {type: 'move-event', by: 9, events: more});
  expect(down.selected).toBeNull();
  expect(selectedIndex(down, [...more, someEvent(6)])).toBe(5);
});

test('follow stands still at the newest, and goes on', () => {
  const still = reduceEvents(initialEventsState, {type: 'follow-events', events});
  expect(still.selected).toBe(4);
  expect(reduceEvents(still, {type: 'follow-events', events}).selected).toBeNull();
});

test('of an event that does not pass, the one before it is selected', () => {
  const state = {least: 'warning', kind: null, selected: 3} as const;
  expect(selectedIndex(state, passingEvents(events, state))).toBe(0);
  expect(selectedIndex(initialEventsState, [])).toBe(0);
});

test('events that others have come in the place of are not kept to', () => {
  const selected = reduceEvents(initialEventsState, {type: 'move-event', by: -2, events});
  expect(selected.selected).toBe(2);
  expect(reduceEvents(selected, {type: 'lose-event'}).selected).toBeNull();
});
