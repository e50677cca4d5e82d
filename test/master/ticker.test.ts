import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {TICK_AFTER_REPORTS_MS} from '../../source/master/bounds.js';
import {Ticker} from '../../source/master/ticker.js';
import type {Worker} from '../../source/master/worker.js';
import {millisecondsBefore, placeOf} from '../../source/messages/moments.js';
import {REPORT_INTERVAL_MS} from '../../source/messages/types.js';

const [one, two, three] = [{}, {}, {}] as [Worker, Worker, Worker];
const TOGETHER = placeOf(process.pid);

let ticks: number[];
let ticker: Ticker;

beforeEach(() => {
  vi.useFakeTimers({now: 1_000_000_000_000});
  ticks = [];
  ticker = new Ticker(() => ticks.push(Date.now()));
  ticker.start();
  // The first of all.
  vi.advanceTimersByTime(3 * REPORT_INTERVAL_MS);
  toReports();
  ticks = [];
});

afterEach(() => {
  ticker.stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

/** To the moment at which workers at rest report. */
function toReports(): void {
  vi.advanceTimersByTime(millisecondsBefore(TOGETHER, Date.now()) || REPORT_INTERVAL_MS);
}

/** All that comes before the clock goes on. */
function report(...workers: readonly Worker[]): void {
  for (const worker of workers) ticker.reported(worker);
  vi.advanceTimersByTime(0);
}

/** Of the ticks so far, in milliseconds behind the reports. */
function delays(): number[] {
  return ticks.map(at => (at - TOGETHER) % REPORT_INTERVAL_MS);
}

test('it ticks when it is time, and from then on as soon as those have reported that did the last time', () => {
  report(one, two);
  toReports();
  expect(delays()).toEqual([TICK_AFTER_REPORTS_MS]);
  report(one);
  expect(ticks).toHaveLength(1);
  vi.advanceTimersByTime(5);
  report(two);
  expect(delays()).toEqual([TICK_AFTER_REPORTS_MS, 5]);
  toReports();
  expect(ticks).toHaveLength(2);
});

test('one that reports twice stands for no other', () => {
  report(one, two);
  toReports();
  report(one, one);
  expect(ticks).toHaveLength(1);
});

test('it does not wait longer for one that does not report, and not at all the next time', () => {
  report(one, two);
  toReports();
  report(one);
  toReports();
  report(one);
  expect(delays()).toEqual([TICK_AFTER_REPORTS_MS, TICK_AFTER_REPORTS_MS, 0]);
});

test('one that has ended is not waited for', () => {
  report(one, two);
  toReports();
  ticker.forget(two);
  report(one);
  expect(delays()).toEqual([TICK_AFTER_REPORTS_MS, 0]);
});

test('one that is new is waited for from the next time on', () => {
  report(one);
  toReports();
  report(one, two);
  toReports();
  report(one);
  expect(delays()).toEqual([TICK_AFTER_REPORTS_MS, 0]);
  report(two);
  expect(delays()).toEqual([TICK_AFTER_REPORTS_MS, 0, 0]);
});

test('those that report elsewhere in the second have it tick when it is time', () => {
  for (let second = 0; second < 3; second++) {
    vi.advanceTimersByTime(REPORT_INTERVAL_MS / 2);
    report(one, two, three);
    vi.advanceTimersByTime(REPORT_INTERVAL_MS / 2);
  }
  expect(delays()).toEqual([TICK_AFTER_REPORTS_MS, TICK_AFTER_REPORTS_MS, TICK_AFTER_REPORTS_MS]);
});

test('it waits for nobody after a time without reports, or when the clock was set', () => {
  report(one);
  toReports();
  toReports();
  report(one);
  toReports();
  vi.setSystemTime(Date.now() + 60 * REPORT_INTERVAL_MS);
  report(one);
  expect(delays().every(delay => delay === TICK_AFTER_REPORTS_MS)).toBe(true);
});

test('what has come before it was stopped has no effect', () => {
  report(one);
  toReports();
  ticker.reported(one);
  ticker.stop();
  vi.advanceTimersByTime(5 * REPORT_INTERVAL_MS);
  ticker.reported(one);
  vi.advanceTimersByTime(5 * REPORT_INTERVAL_MS);
  expect(ticks).toHaveLength(1);
});

test('one that would follow another too soon, which a clock that is set can do, waits until it is time', () => {
  report(one);
  toReports();
  // The next tick, which is set already, comes 600 ms behind its time by this clock.
  vi.setSystemTime(Date.now() - 400);
  vi.advanceTimersByTime(100);
  const before = ticks.length;
  toReports();
  report(one);
  expect(ticks).toHaveLength(before);
  vi.advanceTimersByTime(TICK_AFTER_REPORTS_MS);
  expect(delays().at(-1)).toBe(TICK_AFTER_REPORTS_MS);
  expect(ticks).toHaveLength(before + 1);
});
