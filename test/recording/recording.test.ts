import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import {expect, test} from 'vitest';
import {Recording} from '../../source/recording/recording.js';
import {makePlace} from '../support/place.js';
import {craftRecording, someEvents} from '../support/recording.js';

const makeFile = () => path.join(makePlace().directory, 'some.cv');

async function idsIn(file: string): Promise<number[]> {
  const recording = await Recording.open(file);
  try {
    const ids: number[] = [];
    for (let chapter = 0; chapter < recording.chapterCount; chapter++) {
      for (const {message} of await recording.messages(chapter)) {
        if (message.type === 'event') ids.push(message.data.id);
      }
    }
    return ids;
  } finally {
    await recording.close();
  }
}

const upTo = (last: number) => Array.from({length: last}, (_, index) => index + 1);

test('it knows from when to when it goes, and which chapter holds a moment', async () => {
  const file = makeFile();
  const messages = someEvents(35);
  craftRecording(file, messages);
  const recording = await Recording.open(file);
  expect(recording.chapterCount).toBe(4);
  expect(recording.startsAt).toBe(messages[0]!.data.at);
  expect(recording.endsAt).toBe(messages[34]!.data.at);
  expect(recording.chapterAt(messages[19]!.data.at)).toBe(1);
  expect(recording.chapterAt(messages[20]!.data.at)).toBe(2);
  expect(recording.chapterAt(0)).toBe(0);
  expect(await idsIn(file)).toEqual(upTo(35));
  await recording.close();
});

test('cut off anywhere, it has what came before, in order and whole', async () => {
  const file = makeFile();
  const offsets = craftRecording(file, someEvents(35));
  const whole = readFileSync(file);
  let most = 0;
  for (let length = 0; length <= whole.length; length += 7) {
    writeFileSync(file, whole.subarray(0, length));
    const ids = await idsIn(file).catch((error: Error) => {
      expect(error.message).toMatch(/is no recording of clusterview$|breaks off before its first message$/);
      expect(length).toBeLessThan(offsets[1]!);
      return [];
    });
    expect(ids).toEqual(upTo(ids.length));
    expect(ids.length).toBeGreaterThanOrEqual(most);
    most = ids.length;
  }
  expect(most).toBeGreaterThan(30);
});

test('a damaged chapter is left out, and the others are there', async () => {
  const file = makeFile();
  const offsets = craftRecording(file, someEvents(35));
  const data = readFileSync(file);
  data.fill(0xff, offsets[1]! + 20, offsets[1]! + 60);
  writeFileSync(file, data);
  expect(await idsIn(file)).toEqual(upTo(35).filter(id => id <= 10 || id > 20));
  const recording = await Recording.open(file);
  expect(recording.damagedChapters).toBe(1);
  await recording.close();
});

test('a clock that was set back does not turn the time of the recording', async () => {
  const file = makeFile();
  const messages = someEvents(30).map((message, index) =>
    index < 15 ? message : {...message, data: {...message.data, at: message.data.at - 3_600_000}},
  ) as ReturnType<typeof someEvents>;
  craftRecording(file, messages);
  const recording = await Recording.open(file);
  const times: number[] = [];
  for (let chapter = 0; chapter < 3; chapter++) {
    times.push(...(await recording.messages(chapter)).map(({at}) => at));
  }
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(times.at(-1)).toBeLessThanOrEqual(recording.endsAt);
  await recording.close();
});

test('events of before that are among the messages, too, are there once', async () => {
  const file = makeFile();
  const all = someEvents(15).map(({data}) => data) as never[];
  craftRecording(file, someEvents(15).slice(10), {past: all.slice(0, 12)});
  const recording = await Recording.open(file);
  expect(recording.past.map(({id}) => id)).toEqual(upTo(10));
  await recording.close();
});

test('a chapter that would become larger than any is not unpacked', async () => {
  const file = makeFile();
  craftRecording(file, someEvents(10));
  const bomb = zlib.gzipSync(Buffer.alloc(200 * 1024 * 1024));
  writeFileSync(file, Buffer.concat([readFileSync(file), bomb]));
  expect(await idsIn(file)).toEqual(upTo(10));
});

test.each([
  ['a text', Buffer.from('no recording\n')],
  ['nothing', Buffer.alloc(0)],
  ['another gzip file', zlib.gzipSync('{"type":"other"}\n')],
  ['lines like those of a recording', zlib.gzipSync('{"type":"recording","data":null}\n')],
])('%s is no recording', async (_, data) => {
  const file = makeFile();
  writeFileSync(file, data);
  await expect(Recording.open(file)).rejects.toThrow(`${file} is no recording of clusterview`);
});

test('a newer form is not guessed at', async () => {
  const file = makeFile();
  craftRecording(file, someEvents(3), {version: 2});
  await expect(Recording.open(file)).rejects.toThrow('was recorded by a newer clusterview (9.9.9)');
});
