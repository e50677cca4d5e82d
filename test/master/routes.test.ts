import {expect, test} from 'vitest';
import {ROUTES_LISTED_MAX, ROUTES_WINDOW_S} from '../../source/api/types.js';
import {ROUTES_SLICE_S} from '../../source/master/bounds.js';
import {Routes} from '../../source/master/routes.js';
import {bucketOf, coarseOf} from '../../source/messages/latency-buckets.js';
import {OTHER_ROUTES, type RouteReport, type SlowRequestReport} from '../../source/messages/types.js';
import {wordOf} from '../support/routes.js';

/** Requests of one route that took as long as each other. */
function route(path: string, count: number, micros = 1000, errors = 0): RouteReport {
  const latency = [coarseOf(bucketOf(micros)), count];
  return {method: 'GET', path, count, errors, sumMicros: count * micros, maxMicros: micros, latency};
}

function slow(path: string, ms: number): SlowRequestReport {
  return {method: 'GET', path, status: 200, micros: ms * 1000, startedAt: 1};
}

/** Routes with a clock of their own. */
function makeRoutes() {
  const clock = {seconds: 1000};
  const routes = new Routes(() => clock.seconds * 1000);
  const take = (
    slot: number,
    reported: RouteReport[],
    {slowRequests = [] as SlowRequestReport[], routesSampled = false, pid = 100 + slot} = {},
  ) => routes.take({slot, pid}, {routes: reported, routesSampled, slowRequests});
  return {routes, clock, take};
}

test('with no requests there is nothing, of a slot that there is not, too', () => {
  const nothing = {requests: 0, sampled: false, frequent: [], slowest: [], slowestRequests: []};
  const {routes} = makeRoutes();
  expect(routes.answer(null)).toEqual(nothing);
  expect(routes.answer(7)).toEqual(nothing);
});

test('routes of several workers are merged: counts, mean, percentiles, errors and shares', () => {
  const {routes, take} = makeRoutes();
  take(1, [route('/a', 40, 10_000), route('/b', 10, 50_000, 4)]);
  take(1, [route('/a', 58, 10_000)]);
  take(2, [route('/a', 2, 1_000_000, 1), route('/c', 90, 100)]);
  const {requests, frequent, slowest} = routes.answer(null);
  expect(requests).toBe(200);
  expect(frequent.map(({path, count}) => [path, count])).toEqual([
    ['/a', 100],
    ['/c', 90],
    ['/b', 10],
  ]);
  expect(slowest.map(({path}) => path)).toEqual(['/b', '/a', '/c']);
  const [a] = frequent;
  expect(a).toMatchObject({method: 'GET', share: 0.5, errors: 1, meanMs: 29.8, maxMs: 1000});
  expect(Math.abs(a!.p50Ms! / 10 - 1)).toBeLessThan(0.063);
  expect(Math.abs(a!.p99Ms! / 1000 - 1)).toBeLessThan(0.063);
  expect(routes.answer(1)).toMatchObject({requests: 108, frequent: [{path: '/a', count: 98}, {path: '/b'}]});
});

test('only the last minute counts', () => {
  const {routes, clock, take} = makeRoutes();
  take(1, [route('/old', 5)], {slowRequests: [slow('/old', 9)], routesSampled: true});
  clock.seconds += ROUTES_WINDOW_S - ROUTES_SLICE_S - 1;
  take(1, [route('/new', 1)], {slowRequests: [slow('/new', 2)]});
  expect(routes.answer(null)).toMatchObject({requests: 6, sampled: true});
  expect(routes.answer(null).slowestRequests.map(({path}) => path)).toEqual(['/old', '/new']);
  clock.seconds += ROUTES_SLICE_S + 1;
  expect(routes.answer(null)).toMatchObject({requests: 1, sampled: false, frequent: [{path: '/new'}]});
  expect(routes.answer(null).slowestRequests.map(({path}) => path)).toEqual(['/new']);
  clock.seconds += ROUTES_WINDOW_S;
  expect(routes.answer(null)).toMatchObject({requests: 0, frequent: [], slowestRequests: []});
});

test('the slowest requests are those of any minute, with their worker', () => {
  const {routes, clock, take} = makeRoutes();
  const sliceOf = (seconds: number) => Math.floor(seconds / ROUTES_SLICE_S);
  const seen: {ms: number; at: number; slot: number}[] = [];
  for (let second = 0; second < 150; second++) {
    for (const slot of [1, 2]) {
      const slowRequests = Array.from({length: 20}, (_, i) => {
        const ms = (second * 7919 + slot * 104_729 + i * 1299) % 10_007;
        seen.push({ms, at: clock.seconds, slot});
        return slow('/', ms);
      });
      take(slot, [route('/', 20)], {slowRequests});
    }
    const expected = seen
      .filter(({at}) => sliceOf(at) > sliceOf(clock.seconds) - ROUTES_WINDOW_S / ROUTES_SLICE_S)
      .sort((a, b) => b.ms - a.ms)
      .slice(0, ROUTES_LISTED_MAX);
    const found = routes.answer(null).slowestRequests;
    expect(found.map(({durationMs}) => durationMs)).toEqual(expected.map(({ms}) => ms));
    expect(found[0]).toMatchObject({slot: expected[0]!.slot, pid: 100 + expected[0]!.slot});
    clock.seconds += 1;
  }
});

test('what a replaced worker has served still counts for its slot', () => {
  const {routes, take} = makeRoutes();
  take(1, [route('/a', 3)], {pid: 4711, slowRequests: [slow('/a', 5)]});
  take(1, [route('/a', 4)], {pid: 4712, slowRequests: [slow('/a', 6)]});
  const {frequent, slowestRequests} = routes.answer(1);
  expect(frequent).toMatchObject([{path: '/a', count: 7}]);
  expect(slowestRequests.map(({pid}) => pid)).toEqual([4712, 4711]);
});

test('what there is no room for is counted together, and lists are bounded', () => {
  const {routes, take} = makeRoutes();
  for (let report = 0; report < 20; report++) {
    const scanned = Array.from({length: 100}, (_, i) => route(`/${wordOf(report * 100 + i)}`, 1));
    take(1, [route('/in-use', 50, 10), ...scanned]);
  }
  const {requests, frequent, slowest} = routes.answer(null);
  expect(requests).toBe(20 * 150);
  expect(frequent.slice(0, 2)).toMatchObject([
    {path: OTHER_ROUTES, method: ''},
    {path: '/in-use', count: 1000},
  ]);
  expect([frequent.length, slowest.length]).toEqual([ROUTES_LISTED_MAX, ROUTES_LISTED_MAX]);
  expect(slowest.some(({path}) => path === OTHER_ROUTES)).toBe(false);
});

test('a report that is no report does no harm, and control characters do not get to a terminal', () => {
  const {routes, take} = makeRoutes();
  const odd = [
    {...route('/negative', 1), count: -1},
    {...route('/none', 1), count: 0},
    {...route('/text', 1), sumMicros: 'x'},
    {...route('/pairs', 1), latency: [1e9, 1]},
    {...route('/pair', 1), latency: [1]},
    {...route('/falling', 1), latency: [2, 1, 1, 1]},
    {...route('/nothing', 1), latency: null},
    route(`/\u001b[2J${'x'.repeat(1e5)}`, 1),
  ] as RouteReport[];
  take(1, odd, {slowRequests: [{...slow('/a', 1), micros: Number.NaN}, slow('/\u0007', 1)]});
  take(2, undefined as unknown as RouteReport[], {slowRequests: null as never});
  const {frequent, slowestRequests} = routes.answer(null);
  expect(frequent.map(({path}) => path.slice(0, 8))).toEqual([
    '/pairs',
    '/pair',
    '/falling',
    '/nothing',
    '/\ufffd[2Jxxx',
  ]);
  expect(frequent.map(({p50Ms}) => p50Ms)).toEqual([null, null, null, null, expect.any(Number)]);
  expect(slowestRequests.map(({path}) => path)).toEqual(['/\ufffd']);
});
