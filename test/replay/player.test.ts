import path from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {Recording} from '../../source/recording/recording.js';
import {Player} from '../../source/replay/player.js';
import {makePlace} from '../support/place.js';
import {craftRecording, someEvents} from '../support/recording.js';

/** The clock stands still unless a test moves it; files are read as ever. */
beforeEach(() => {
  vi.useFakeTimers({toFake: ['performance', 'setTimeout', 'clearTimeout']});
});
afterEach(() => {
  vi.useRealTimers();
});

/** Plays a recording of an hour with an event in each second. */
async function play() {
  const file = path.join(makePlace().directory, 'hour.cv');
  craftRecording(file, someEvents(3600), {messagesAChapter: 100});
  const recording = await Recording.open(file);
  const player = new Player(recording);
  const heard: number[] = [];
  const abort = new AbortController();
  const jumped = new Promise<void>(resolve => player.onJump(() => {}, resolve));
  const done = player.stream({
    signal: abort.signal,
    onMessage: message => message.type === 'event' && heard.push(message.data.id),
  });
  await jumped;
  await restOfFrame();
  const end = async () => {
    abort.abort();
    await done;
    await recording.close();
  };
  return {player, heard, end};
}

/** A frame is played before the next one: to read a chapter takes the machine some time, and this clock none. */
async function pass(milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    vi.advanceTimersToNextTimer();
    await restOfFrame();
  }
}

async function restOfFrame(): Promise<void> {
  while (vi.getTimerCount() === 0) await new Promise(resolve => setImmediate(resolve));
}

const upTo = (last: number) => Array.from({length: last}, (_, index) => index + 1);

test('as much of the recording goes by as the speed says, and every event of it is told once', async () => {
  const {player, heard, end} = await play();
  const position = () => player.getStatus().at - player.getStatus().startsAt;
  await pass(10_000);
  expect(position()).toBeCloseTo(10_000);
  player.changeSpeed('faster');
  player.changeSpeed('faster');
  expect(player.getStatus().speed).toBe(4);
  await pass(10_000);
  expect(position()).toBeCloseTo(50_000);
  player.togglePause();
  await pass(10_000);
  expect(position()).toBeCloseTo(50_000);
  player.togglePause();
  for (let i = 0; i < 4; i++) player.changeSpeed('slower');
  expect(player.getStatus().speed).toBe(0.25);
  await pass(10_000);
  expect(position()).toBeCloseTo(52_500);
  for (let i = 0; i < 8; i++) player.changeSpeed('faster');
  expect(player.getStatus().speed).toBe(64);
  await pass(10_000);
  expect(position()).toBeCloseTo(692_500);
  expect(heard).toEqual(upTo(693));
  await end();
});

test('the time in which the viewer was suspended is not played', async () => {
  const {player, heard, end} = await play();
  vi.advanceTimersByTime(600_000);
  await restOfFrame();
  expect(player.getStatus().at - player.getStatus().startsAt).toBe(1000);
  expect(heard).toEqual([1, 2]);
  await end();
});
