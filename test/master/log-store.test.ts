import v8 from 'node:v8';
import vm from 'node:vm';
import {expect, test} from 'vitest';
import {LOG_CHARS_MAX, LOG_LINES_MAX} from '../../source/master/bounds.js';
import {LogStore} from '../../source/master/log-store.js';

const line = (slot: number, text: string) => ({slot, pid: 1, stream: 'stdout', text}) as const;

test('lines of all slots come in the order in which they were written', () => {
  const store = new LogStore();
  for (const [slot, text] of [
    [1, 'a'],
    [2, 'b'],
    [1, 'c'],
  ] as const)
    store.add(line(slot, text));
  expect(store.since(0).map(({text}) => text)).toEqual(['a', 'b', 'c']);
  expect(store.since(2).map(({text}) => text)).toEqual(['c']);
});

test('each slot keeps its newest lines, and a loud one does not push out the others', () => {
  const store = new LogStore();
  store.add(line(1, 'quiet'));
  for (let i = 0; i < 3 * LOG_LINES_MAX; i++) store.add(line(2, String(i)));
  const kept = store.since(0);
  expect(kept.filter(({slot}) => slot === 1)).toHaveLength(1);
  const loud = kept.filter(({slot}) => slot === 2);
  expect(loud).toHaveLength(LOG_LINES_MAX);
  expect(loud.at(-1)!.text).toBe(String(3 * LOG_LINES_MAX - 1));
});

test('long lines are bounded by their characters', () => {
  const store = new LogStore();
  const text = 'x'.repeat(8000);
  for (let i = 0; i < 1000; i++) store.add(line(1, text));
  expect(store.since(0)).toHaveLength(LOG_CHARS_MAX / text.length);
});

test('long lines that have gone are not held any more', async () => {
  v8.setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = vm.runInNewContext('gc');
  const store = new LogStore();
  const text = 'x'.repeat(8000);
  store.add(line(1, text));
  const first = new WeakRef(store.since(0)[0]!);
  const keptMost = LOG_CHARS_MAX / text.length;
  for (let i = 0; i < 3 * keptMost; i++) store.add(line(1, text));
  // What was looked at lives until the end of the turn of the event loop.
  await new Promise(resolve => setImmediate(resolve));
  collectGarbage();
  expect(first.deref()).toBeUndefined();
});
