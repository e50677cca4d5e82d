import type {ServerResponse} from 'node:http';
import {PassThrough} from 'node:stream';
import {expect, test} from 'vitest';
import type {ClusterControl} from '../../source/api/control.js';
import {Broadcaster, type StreamContent} from '../../source/api/stream.js';
import {LOG_BATCH_LINES_MAX, type LogLine} from '../../source/api/types.js';
import {someEvent, someLine, someSnapshot} from '../support/snapshots.js';

/** Longer than this no message becomes, but for its last line. */
const MESSAGE_CHARS_MAX = 256 * 1024;
const ALL: StreamContent = {logs: true, rest: true, slot: null};

/** A broadcaster of a cluster whose workers have written these lines. */
function makeBroadcaster(past: readonly LogLine[] = []): Broadcaster {
  const control: Partial<ClusterControl> = {
    snapshot: () => someSnapshot(2),
    eventsSince: () => [],
    logsSince: (id, slot) => past.filter(line => line.id > id && (slot === null || line.slot === slot)),
  };
  return new Broadcaster(control as ClusterControl);
}

/** A reader; `messages` are those that it was sent since they were asked for last. */
function join(broadcaster: Broadcaster, content = ALL) {
  const response = Object.assign(new PassThrough({highWaterMark: 1e9}), {writeHead() {}});
  broadcaster.add(response as unknown as ServerResponse, content, undefined);
  const readAll = () => {
    let text = '';
    // One of them is all that there is, or a part: that differs from version to version of Node.
    for (let chunk = response.read(); chunk !== null; chunk = response.read()) text += chunk;
    return text;
  };
  const messages = () =>
    readAll()
      .split('\n\n')
      .slice(0, -1)
      .map(message => {
        const [, id, type, json] = /^id: (\S+)\nevent: (\w+)\ndata: (.*)$/.exec(message)!;
        return {id: id!, type: type!, data: JSON.parse(json!)};
      });
  return messages;
}

const linesOf = (from: number, to: number, change: (id: number) => Partial<LogLine> = () => ({})) =>
  Array.from({length: to - from + 1}, (_, index) => someLine(from + index, change(from + index)));

test('log lines come together, whole and in their order, and all of before an event comes before it', () => {
  const broadcaster = makeBroadcaster();
  const readers = [join(broadcaster), join(broadcaster, {...ALL, rest: false, slot: 2})];
  for (const messages of readers) messages();
  const slotOf = (id: number) => ({slot: 1 + (id % 2)});
  for (const line of linesOf(1, 2 * LOG_BATCH_LINES_MAX + 10, slotOf)) broadcaster.log(line);
  broadcaster.event(someEvent(1));
  const last = 2 * LOG_BATCH_LINES_MAX + 20;
  for (const line of linesOf(last - 9, last, slotOf)) broadcaster.log(line);
  broadcaster.close();
  const [all, own] = readers.map(messages => messages());
  expect(all!.map(({type, data}) => [type, type === 'logs' ? data.length : null])).toEqual([
    ['logs', LOG_BATCH_LINES_MAX],
    ['logs', LOG_BATCH_LINES_MAX],
    ['logs', 10],
    ['event', null],
    ['logs', 10],
    ['snapshot', null],
  ]);
  const lines = all!.flatMap(({type, data}) => (type === 'logs' ? (data as LogLine[]) : []));
  expect(lines).toEqual(linesOf(1, last, slotOf));
  // Whoever goes on after a message has all lines of it, and none of the next.
  expect(all!.map(({id}) => id.split('-').slice(1))).toEqual([
    ['0', `${LOG_BATCH_LINES_MAX}`],
    ['0', `${2 * LOG_BATCH_LINES_MAX}`],
    ['0', `${last - 10}`],
    ['1', `${last - 10}`],
    ['1', `${last}`],
    ['1', `${last}`],
  ]);
  expect(own!.flatMap(({data}) => data)).toEqual(lines.filter(({slot}) => slot === 2));
});

test('long lines are fewer in a message, those of before as well as those that come', () => {
  const long = linesOf(1, 200, () => ({text: 'x'.repeat(8192)}));
  const broadcaster = makeBroadcaster(long);
  const messages = join(broadcaster, {...ALL, rest: false});
  for (const line of long) broadcaster.log({...line, id: line.id + 200});
  broadcaster.close();
  const batches = messages().map(({data}) => data as LogLine[]);
  expect(batches.flat().map(({id}) => id)).toEqual(linesOf(1, 400).map(({id}) => id));
  for (const batch of batches) {
    expect(batch.slice(1).reduce((sum, {text}) => sum + text.length, 0)).toBeLessThan(MESSAGE_CHARS_MAX);
  }
});
