import {expect, test} from 'vitest';
import type {LogLine} from '../../source/api/types.js';
import {LogPlayback} from '../../source/replay/log-playback.js';
import {someLine} from '../support/snapshots.js';

/** Follows one worker or all; the past is there when the test says so. */
function follow(playback: LogPlayback, slot: number | null) {
  const heard: number[] = [];
  const abort = new AbortController();
  let readPast: (lines: LogLine[]) => void = () => {};
  const done = playback.follow(
    {slot, signal: abort.signal, onLines: ({lines}) => heard.push(...lines.map(({id}) => id))},
    () =>
      new Promise(resolve => {
        readPast = resolve;
      }),
  );
  const past = async (...ids: number[]) => {
    readPast(ids.map(id => someLine(id)));
    await new Promise(resolve => setImmediate(resolve));
  };
  return {heard, past, abort, done};
}

function play(playback: LogPlayback, ...lines: LogLine[]): void {
  for (const line of lines) playback.add(line);
  playback.flush();
}

test('the past comes first, and nothing twice that was played meanwhile', async () => {
  const playback = new LogPlayback();
  const {heard, past, abort, done} = follow(playback, null);
  play(playback, someLine(3), someLine(4));
  expect(heard).toEqual([]);
  await past(1, 2, 3);
  play(playback, someLine(5));
  expect(heard).toEqual([1, 2, 3, 4, 5]);
  abort.abort();
  await done;
  play(playback, someLine(6));
  expect(heard).toEqual([1, 2, 3, 4, 5]);
});

test('what came before a jump is not told after it', async () => {
  const playback = new LogPlayback();
  const {heard, past} = follow(playback, null);
  play(playback, someLine(11));
  playback.add(someLine(12));
  playback.forget();
  play(playback, someLine(2));
  await past(9, 10);
  expect(heard).toEqual([2]);
});

test('of one worker no other is heard', async () => {
  const playback = new LogPlayback();
  const {heard, past} = follow(playback, 2);
  await past();
  play(playback, someLine(1), someLine(2, {slot: 2}));
  expect(heard).toEqual([2]);
});
