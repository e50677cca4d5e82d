import {EventEmitter} from 'node:events';
import {expect, test} from 'vitest';
import {EventLog} from '../../source/master/event-log.js';
import {Findings} from '../../source/master/findings.js';
import {SlotCounters} from '../../source/master/slot-counters.js';
import type {Worker} from '../../source/master/worker.js';
import {WorkerMeter} from '../../source/master/worker-meter.js';
import type {Report} from '../../source/messages/types.js';
import {MEGABYTE} from '../../source/size-in-words.js';
import {someSlot} from '../support/snapshots.js';

const WORK: Partial<Report['work']> = {byStatusClass: [0, 0, 0, 0, 0], latency: [], latencyMaxMicros: 0};

/** The master's side of a worker that has no process: its reports are as old as the test says. */
class Growing {
  readonly #worker: Worker;
  readonly #meter: WorkerMeter;
  #uptimeMs = 0;
  #rssBytes = 60 * MEGABYTE;

  constructor(id: number) {
    const figures = {id, pid: 1000 + id, inspector: {lastingUrl: null}, lastReportAt: Date.now()};
    this.#worker = Object.assign(new EventEmitter(), figures) as unknown as Worker;
    this.#meter = new WorkerMeter(this.#worker, new SlotCounters().open());
  }

  /** A report a second, each with more memory. */
  grow(minutes: number, bytesPerMinute: number): void {
    for (const until = this.#uptimeMs + minutes * 60_000; this.#uptimeMs < until; this.#uptimeMs += 1000) {
      this.#rssBytes += bytesPerMinute / 60;
      const figures = {uptimeMs: this.#uptimeMs, rssBytes: this.#rssBytes, heapUsedBytes: 20 * MEGABYTE};
      this.#worker.emit('report', {...figures, work: WORK} as Report);
    }
  }

  get slot() {
    return someSlot(3, {worker: this.#meter.snapshot(Date.now())});
  }
}

test('a leak is found in the reports of a worker, and told as an event with its rate, once for each worker', () => {
  const events = new EventLog();
  const findings = new Findings(events);
  const findLastingly = (worker: Growing) => {
    let found: string[] = [];
    for (let tick = 0; tick < 5; tick++) found = findings.tick([worker.slot]).map(({text}) => text);
    return found;
  };
  const told = () => events.since(0).map(({severity, message}) => `${severity}: ${message}`);

  const first = new Growing(1);
  first.grow(3, 0);
  expect(findLastingly(first)).toEqual([]);
  first.grow(11, 12 * MEGABYTE);
  const text = 'memory has grown by 12.0 MB a minute for 11 min: it may leak';
  expect(findLastingly(first)).toEqual([text]);
  expect(told()).toEqual([`warning: worker 3 (pid 1001): ${text}`]);

  first.grow(11, 0);
  expect(findLastingly(first)).toEqual([]);
  first.grow(11, 24 * MEGABYTE);
  expect(findLastingly(first)).toHaveLength(1);
  expect(told()).toHaveLength(1);

  const second = new Growing(2);
  second.grow(13, 12 * MEGABYTE);
  findLastingly(second);
  expect(told().slice(1)).toEqual([`warning: worker 3 (pid 1002): ${text}`]);
  expect(events.since(0)[1]).toMatchObject({kind: 'memory', slot: 3, pid: 1002});
});
