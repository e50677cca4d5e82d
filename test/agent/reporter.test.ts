import {afterEach, expect, test, vi} from 'vitest';
import type {Channel} from '../../source/agent/channel.js';
import type {HealthReport, WorkReport} from '../../source/messages/types.js';

afterEach(() => {
  vi.useRealTimers();
});

test('reports do not pile up for a master that does not read, and what they would have told is not lost', async () => {
  vi.useFakeTimers();
  // It keeps the timers as they are when it is loaded.
  const {startReporting} = await import('../../source/agent/reporter.js');
  let requests = 0;
  let told = 0;
  const sent: (() => void)[] = [];
  const channel = {
    send: (_: unknown, __: unknown, onSent: () => void) => sent.push(onSent),
  } as unknown as Channel;
  const work = () => {
    told = requests;
    return {started: requests} as WorkReport;
  };
  const report = startReporting(channel, () => ({}) as HealthReport, work);
  for (; requests < 100; requests++) vi.advanceTimersByTime(1000);
  const {length} = sent;
  expect(length).toBeLessThan(10);
  expect(told).toBeLessThan(10);
  for (const onSent of sent) onSent();
  vi.advanceTimersByTime(2000);
  expect(sent.length).toBeGreaterThan(length);
  expect(told).toBe(100);
  // The last one of a worker goes in any case.
  vi.advanceTimersByTime(100_000);
  requests += 1;
  report();
  expect(told).toBe(101);
});
