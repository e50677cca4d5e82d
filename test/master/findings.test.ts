import {expect, test} from 'vitest';
import type {SlotSnapshot, WorkerSnapshot} from '../../source/api/types.js';
import {EventLog} from '../../source/master/event-log.js';
import {Findings} from '../../source/master/findings.js';

function slotWith(worker: Partial<WorkerSnapshot>, slot = 1): SlotSnapshot {
  const healthy = {
    id: slot,
    blocked: false,
    stopped: false,
    frozen: false,
    silentForMs: 0,
    eventLoopUtilization: 0.1,
    eventLoopDelay: {p50Ms: 0, p99Ms: 1, maxMs: 1},
    gcShare: 0,
    memoryTrend: null,
  };
  return {slot, worker: {...healthy, ...worker}, others: [] as unknown} as SlotSnapshot;
}

/** What is found when it has been so for long. */
function lastingly(...slots: SlotSnapshot[]): string[] {
  const findings = new Findings(new EventLog());
  for (let tick = 0; tick < 10; tick++) findings.tick(slots);
  return findings.tick(slots).map(({slot, text, remedy}) => `${slot}: ${text} [${remedy}]`);
}

test('a worker that is well has none', () => {
  expect(lastingly(slotWith({}))).toEqual([]);
});

test('a bad number is a plain sentence with what tells more', () => {
  const late = {p50Ms: 10, p99Ms: 340, maxMs: 400};
  expect(lastingly(slotWith({eventLoopUtilization: 0.97, eventLoopDelay: late}, 3))).toEqual([
    '3: event loop 97 % busy, p99 delay 340 ms: CPU-bound [profile]',
  ]);
  expect(lastingly(slotWith({eventLoopUtilization: 0.2, eventLoopDelay: late}))).toEqual([
    '1: event loop 20 % busy, and yet p99 delay 340 ms: single calls take long, or the machine has no CPU left [profile]',
  ]);
  expect(lastingly(slotWith({gcShare: 0.18}))).toEqual([
    '1: 18 % of its time goes into garbage collection [heap]',
  ]);
  const memoryTrend = {
    rssBytesPerMinute: 12 * 1024 * 1024,
    heapUsedBytesPerMinute: 3 * 1024 * 1024,
    spanMs: 480_000,
    looksLikeLeak: true,
  };
  expect(lastingly(slotWith({memoryTrend}))).toEqual([
    '1: memory has grown by 12.0 MB a minute for 8 min: it may leak [heap]',
  ]);
});

test('a worker that is suspended or writes its heap is not said to be late, too', () => {
  const eventLoopDelay = {p50Ms: 10, p99Ms: 340, maxMs: 400};
  expect(lastingly(slotWith({stopped: true, eventLoopUtilization: 0, eventLoopDelay}))).toEqual([
    '1: suspended by a signal or a debugger: it does not run [null]',
  ]);
  expect(lastingly(slotWith({frozen: true, eventLoopUtilization: 1, eventLoopDelay}))).toEqual([]);
});

test('one call that takes long is no finding, nor is what is over', () => {
  for (const eventLoopDelay of [
    {p50Ms: 0, p99Ms: 2, maxMs: 340},
    {p50Ms: 10, p99Ms: 340, maxMs: 2},
  ]) {
    expect(lastingly(slotWith({eventLoopUtilization: 0.97, eventLoopDelay}))).toEqual([]);
    expect(lastingly(slotWith({eventLoopUtilization: 0.2, eventLoopDelay}))).toEqual([]);
  }
});

test('the worst comes first, and a moment is not enough', () => {
  const busy = slotWith({eventLoopUtilization: 1, eventLoopDelay: {p50Ms: 100, p99Ms: 200, maxMs: 200}}, 1);
  const stuck = slotWith({blocked: true, silentForMs: 12_300, eventLoopUtilization: 1, stuckWhere: null}, 2);
  expect(lastingly(busy, stuck)).toEqual([
    '2: stuck for 12 s [stack]',
    '1: event loop 100 % busy, p99 delay 200 ms: CPU-bound [profile]',
  ]);
  const located = slotWith({blocked: true, silentForMs: 4000, stuckWhere: 'in handle (app.js:12)'}, 2);
  expect(lastingly(located)).toEqual(['2: stuck for 4 s in handle (app.js:12) [null]']);
  const findings = new Findings(new EventLog());
  expect(findings.tick([busy])).toEqual([]);
  expect(findings.tick([slotWith({})])).toEqual([]);
  expect(findings.tick([busy])).toEqual([]);
});
