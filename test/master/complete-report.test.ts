import {expect, test} from 'vitest';
import {completeReport} from '../../source/master/complete-report.js';
import type {HealthReport, WorkReport} from '../../source/messages/types.js';

const health = {uptimeMs: 1, cpuMicros: 2} as HealthReport;
const work = {
  finished: 3,
  latency: [1, 3],
  latencyMaxMicros: 9,
  routes: [{}],
  routesSampled: true,
  slowRequests: [{}],
} as unknown as WorkReport;

test('what a worker leaves out is as it was, and nothing of it is counted twice', () => {
  const first = completeReport({...health, work}, null);
  expect(first.work).toBe(work);
  const second = completeReport({...health, uptimeMs: 2, work: null}, first);
  expect(second).toMatchObject({
    uptimeMs: 2,
    work: {finished: 3, latency: [], latencyMaxMicros: 0, routes: []},
  });
  expect(second.work).toMatchObject({routesSampled: false, slowRequests: []});
  const third = completeReport({...health, uptimeMs: 3, work: null}, second);
  expect(third.work).toBe(second.work);
});

test('before the first report there was nothing', () => {
  expect(completeReport({...health, work: null}, null).work).toMatchObject({finished: 0, openConnections: 0});
});
