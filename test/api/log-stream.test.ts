import {expect, test} from 'vitest';
import {LINES_PER_TURN_MAX, LOG_TURN_MS, LogBatcher} from '../../source/api/log-stream.js';
import {LOG_BATCH_LINES_MAX, type LogLine} from '../../source/api/types.js';
import {someLine} from '../support/snapshots.js';

const encoded = (...lines: LogLine[]) =>
  `id: 0-0-${lines.at(-1)!.id}\nevent: logs\ndata: ${JSON.stringify(lines)}\n\n`;
/** In messages as long as they can be. */
function many(from: number, to: number): string {
  const lines = Array.from({length: to - from + 1}, (_, index) => someLine(from + index));
  let text = '';
  for (let at = 0; at < lines.length; at += LOG_BATCH_LINES_MAX)
    text += encoded(...lines.slice(at, at + LOG_BATCH_LINES_MAX));
  return text;
}

test('lines come whole and in their order, however the stream is cut', () => {
  const batcher = new LogBatcher();
  const text =
    encoded(someLine(1, {text: 'one\n\ntwo'}), someLine(2, {text: '日本語'})) + encoded(someLine(3));
  const ids: number[] = [];
  for (const char of text) {
    batcher.push(char);
    ids.push(...batcher.take(LOG_TURN_MS).lines.map(({id}) => id));
  }
  expect(ids).toEqual([1, 2, 3]);
});

test('what is no log line is left out', () => {
  const batcher = new LogBatcher();
  batcher.push(`event: snapshot\ndata: {}\n\n${encoded(someLine(1))}`);
  expect(batcher.take(LOG_TURN_MS)).toEqual({lines: [someLine(1)], skipped: 0});
});

test('of more than a turn can take, the newest are parsed and the others counted', () => {
  const batcher = new LogBatcher();
  // What a worker writes can look like what is counted.
  const odd = JSON.stringify(JSON.stringify([someLine(0)]));
  batcher.push(encoded(someLine(1, {text: odd}), someLine(2, {text: '{"id":1,"id":2}'})) + many(3, 2900));
  const {lines, skipped} = batcher.take(LOG_TURN_MS);
  expect(skipped).toBe(900);
  expect(lines.map(({id}) => id)).toEqual(Array.from({length: 2000}, (_, index) => 901 + index));
  expect(batcher.take(LOG_TURN_MS)).toEqual({lines: [], skipped: 0});
});

test('a turn that comes late takes what came meanwhile, up to a bound', () => {
  const batcher = new LogBatcher();
  batcher.push(many(1, 2500));
  expect(batcher.take(2 * LOG_TURN_MS)).toMatchObject({skipped: 0});
  batcher.push(many(1, LINES_PER_TURN_MAX + 1));
  expect(batcher.take(1e6)).toMatchObject({skipped: 1});
});

test('what waits for a turn that does not come is bounded, and nothing of it goes uncounted', () => {
  const batcher = new LogBatcher();
  const rounds = 100;
  for (let round = 0; round < rounds; round++) batcher.push(many(1 + round * 1000, (round + 1) * 1000));
  const {lines, skipped} = batcher.take(rounds * LOG_TURN_MS);
  expect(lines.length).toBeLessThanOrEqual(LINES_PER_TURN_MAX);
  expect(lines.at(-1)!.id).toBe(rounds * 1000);
  expect(lines.length + skipped).toBe(rounds * 1000);
});
