import {stripVTControlCharacters} from 'node:util';
import {expect, test} from 'vitest';
import type {ClusterEvent} from '../../source/api/types.js';
import {bindingsFor, type ViewerMode} from '../../source/ui/keymap.js';
import {eventReport, helpReport} from '../../source/ui/reports.js';
import {widthOf} from '../../source/ui/text.js';
import {VIEWS, type View} from '../../source/ui/views.js';

const modes: ViewerMode[] = ['live', 'replay'];

test.each(modes.flatMap(mode => VIEWS.map(view => ({mode, view}))))(
  'every key of a $mode $view view is in its help, and no other',
  ({mode, view}) => {
    for (const hasSeveral of [false, true]) {
      const lines = helpReport(mode, view, 200, hasSeveral).lines.map(stripVTControlCharacters);
      const bindings = bindingsFor(mode, view, hasSeveral);
      const keys = bindings.map(({label, help}) => `${label.padEnd(9)} ${help}`);
      expect(lines.slice(0, keys.length)).toEqual(keys);
      expect(lines[keys.length] ?? '').toBe('');
    }
  },
);

test('the words of a view stand below its keys, each in one row', () => {
  const wordsIn = (view: View) => {
    const lines = helpReport('live', view, 120, false).lines.map(stripVTControlCharacters);
    return lines.includes('') ? lines.slice(lines.indexOf('') + 1) : [];
  };
  expect(wordsIn('workers')[0]).toBe(
    "even      Jain's index from 0.95 to 1, all the same; fair from 0.80 on",
  );
  expect(wordsIn('workers')[1]).toMatch(/^SLOT REQS of all processes that the slot has had/);
  expect(wordsIn('worker')[0]).toMatch(/^slot {6}of all processes that it has had/);
  expect(wordsIn('logs')).toEqual([]);
});

test('what is too long for the help goes on in the next row', () => {
  const columns = 40;
  const lines = helpReport('live', 'workers', columns, true).lines.map(stripVTControlCharacters);
  expect(lines.every(line => widthOf(line) <= columns)).toBe(true);
  for (const {help} of bindingsFor('live', 'workers')) {
    expect(lines.map(line => line.slice(10)).join('')).toContain(help);
  }
});

test('an event can be read in full, and what it brings cannot steer the terminal', () => {
  const event: ClusterEvent = {
    id: 1,
    at: 0,
    kind: 'exit',
    severity: 'error',
    slot: 1,
    pid: 1,
    message: `worker 1 died: ${'x'.repeat(5000)}`,
    detail: 'TypeError: 日本語\n    at \u001b[2Jhandle (app.js:1)',
  };
  const {lines} = eventReport(event, 50);
  expect(lines.every(line => widthOf(line) <= 50)).toBe(true);
  expect(lines.join('')).toContain('x'.repeat(5000));
  expect(lines.slice(-3)).toEqual(['', 'TypeError: 日本語', '    at ␛[2Jhandle (app.js:1)']);
});
