import {expect, test} from 'vitest';
import type {ApiClient, LogOptions} from '../../source/api/client.js';
import type {LogLine} from '../../source/api/types.js';
import {LOG_CHARS_KEPT, LOG_LINES_KEPT, LogFeed} from '../../source/ui/log-feed.js';
import {someLine} from '../support/snapshots.js';

/** A feed whose streams the test speaks on. */
function openFeed() {
  const streams: LogOptions[] = [];
  const client = {
    logs(options: LogOptions) {
      streams.push(options);
      return new Promise<void>(resolve => options.signal.addEventListener('abort', () => resolve()));
    },
  } as ApiClient;
  let changes = 0;
  const feed = new LogFeed(client, () => {
    changes += 1;
  });
  const say = (lines: readonly LogLine[], skipped = 0) => streams.at(-1)!.onLines({lines, skipped});
  return {feed, streams, say, changes: () => changes};
}

const lines = (from: number, to: number) =>
  Array.from({length: to - from + 1}, (_, index) => someLine(from + index));

test('a stream is open only while somebody looks, and for what is looked at', () => {
  const {feed, streams} = openFeed();
  expect(streams).toHaveLength(0);
  feed.watch(null);
  feed.watch(null);
  expect(streams.map(({slot}) => slot)).toEqual([null]);
  feed.watch(3);
  expect(streams.map(({slot, signal}) => [slot, signal.aborted])).toEqual([
    [null, true],
    [3, false],
  ]);
  feed.watch(undefined);
  expect(streams.map(({signal}) => signal.aborted)).toEqual([true, true]);
  expect(feed.view().lines).toEqual([]);
});

test('the newest lines are kept, bounded in number and in characters', () => {
  const {feed, say} = openFeed();
  feed.watch(null);
  say(lines(1, LOG_LINES_KEPT));
  say(lines(LOG_LINES_KEPT + 1, LOG_LINES_KEPT + 10));
  expect(feed.view().lines).toHaveLength(LOG_LINES_KEPT);
  expect(feed.view().lines.at(-1)!.id).toBe(LOG_LINES_KEPT + 10);
  const text = 'x'.repeat(LOG_CHARS_KEPT / 4);
  say([20, 21, 22, 23, 24, 25].map(id => someLine(LOG_LINES_KEPT + id, {text})));
  expect(feed.view().lines.map(({id}) => id - LOG_LINES_KEPT)).toEqual([22, 23, 24, 25]);
});

test('a view that is held stands still, and counts what comes', () => {
  const {feed, say} = openFeed();
  feed.watch(null);
  say(lines(1, 5));
  feed.hold(true);
  const before = feed.view().lines;
  say(lines(6, 8 + LOG_LINES_KEPT));
  expect(feed.view()).toMatchObject({lines: before, newer: LOG_LINES_KEPT + 3});
  expect(feed.view().lines).toBe(before);
  feed.hold(false);
  expect(feed.view()).toMatchObject({newer: 0});
  expect(feed.view().lines.at(-1)!.id).toBe(8 + LOG_LINES_KEPT);
});

test('lines that were skipped are counted, those that come twice are not shown twice', () => {
  const {feed, say} = openFeed();
  feed.watch(null);
  say(lines(1, 5));
  say(lines(4, 6));
  expect(feed.view().lines.map(({id}) => id)).toEqual([1, 2, 3, 4, 5, 6]);
  // Of all workers the numbers have no gaps: one tells what a slow reader was cut off from.
  say(lines(11, 12));
  expect(feed.view().skipped).toBe(4);
  feed.watch(2);
  say(lines(20, 21), 7);
  say(lines(30, 31), 1);
  expect(feed.view().skipped).toBe(8);
});

test('what a stream says that was left is not heard', () => {
  const {feed, streams, say} = openFeed();
  feed.watch(1);
  feed.watch(2);
  streams[0]!.onLines({lines: lines(1, 2), skipped: 0});
  expect(feed.view().lines).toEqual([]);
  say(lines(1, 1));
  expect(feed.view().lines).toHaveLength(1);
});

test('escape sequences are taken out of lines', () => {
  const {feed, say} = openFeed();
  feed.watch(null);
  say([someLine(1, {text: '\u001b[31mred\u001b[0m\u001b]0;title\u0007 \u001b[2Jend\ttab\u0007\u009b'})]);
  expect(feed.view().lines[0]!.text).toBe('red end    tab␇\ufffd');
});

test('a view that is held before lines have come stands still at the first of them', () => {
  const {feed, say} = openFeed();
  feed.watch(null);
  feed.hold(true);
  expect(feed.view()).toMatchObject({lines: [], isHeld: true, newer: 0});
  say(lines(1, 5));
  expect(feed.view()).toMatchObject({lines: lines(1, 5), isHeld: true, newer: 0});
  say(lines(6, 7));
  expect(feed.view()).toMatchObject({lines: lines(1, 5), newer: 2});
});
