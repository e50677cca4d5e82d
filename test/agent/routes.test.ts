import {expect, test} from 'vitest';
import {RouteCounter} from '../../source/agent/routes.js';
import {SAMPLES_PER_REPORT} from '../../source/agent/sampling.js';
import {
  OTHER_ROUTES,
  ROUTE_PAIRS_MAX,
  ROUTES_MAX,
  type RouteReport,
  SLOW_REQUESTS_MAX,
} from '../../source/messages/types.js';
import {samplingError, wordOf} from '../support/routes.js';

const SEED = 42;

function get(url: string) {
  return {method: 'GET', url};
}

function countOf(routes: readonly RouteReport[], path: string): number {
  return routes.find(route => route.path === path)?.count ?? 0;
}

function sumOf(routes: readonly RouteReport[]): number {
  return routes.reduce((sum, {count}) => sum + count, 0);
}

test('below the limit every request is counted, under its method and folded path', () => {
  const counter = new RouteCounter(SEED);
  for (let i = 0; i < 300; i++) counter.add(get(`/users/${i}?page=2`), 200, 1000);
  for (let i = 0; i < 20; i++) counter.add({method: 'POST', url: '/users'}, i < 3 ? 503 : 201, 2000);
  const {routes, routesSampled} = counter.report(320);
  expect(routesSampled).toBe(false);
  expect(routes).toMatchObject([
    {method: 'GET', path: '/users/:id', count: 300, errors: 0, sumMicros: 300_000, maxMicros: 1000},
    {method: 'POST', path: '/users', count: 20, errors: 3, sumMicros: 40_000, maxMicros: 2000},
  ]);
  expect(counter.report(0).routes).toEqual([]);
});

test('where a framework has rewritten the URL, the original one counts', () => {
  const counter = new RouteCounter(SEED);
  counter.add({method: 'GET', url: '/7', originalUrl: '/users/7'}, 200, 1);
  expect(counter.report(1).routes).toMatchObject([{path: '/users/:id'}]);
});

test('a request that the app has spoilt does no harm', () => {
  const counter = new RouteCounter(SEED);
  counter.add({method: undefined, url: null}, 200, 1);
  counter.add({method: 'X'.repeat(100), url: 5}, 200, 1);
  expect(sumOf(counter.report(2).routes)).toBe(2);
});

test.each([
  ['at once', [50_000]],
  ['for long', Array(30).fill(20_000)],
  ['up and down', [500, 30_000, 200, 70_000, 0, 5000, 900]],
])(
  'beyond the limit about as many are looked at, and counts are right within the error: %s',
  (_, perReport: number[]) => {
    const counter = new RouteCounter(SEED);
    let rare = 0;
    let all = 0;
    let squares = 0;
    let sent = 0;
    let before = 0;
    let sentRare = 0;
    for (const requests of perReport) {
      for (let i = 0; i < requests; i++) {
        // As regular as traffic can be: every twentieth, the period of the sampling where it is for long.
        const isRare = i % 20 === 7;
        counter.add(get(isRare ? '/rare' : '/usual'), 200, 1000);
        sentRare += isRare ? 1 : 0;
      }
      sent += requests;
      const {routes} = counter.report(requests);
      rare += countOf(routes, '/rare');
      all += sumOf(routes);
      // It begins with what the report before asks for, and is doubled each time so many are looked at.
      const oneIn = (before + requests) / SAMPLES_PER_REPORT + 1;
      squares += requests * oneIn + oneIn ** 2;
      before = requests;
    }
    expect(Math.abs(rare - sentRare)).toBeLessThan(samplingError(squares));
    expect(Math.abs(all - sent)).toBeLessThan(samplingError(squares));
  },
);

test('a jump in traffic is not looked at in full', () => {
  const counter = new RouteCounter(SEED);
  let looks = 0;
  const watched = {
    method: 'GET',
    get url() {
      looks += 1;
      return '/';
    },
  };
  // No slower than the first ones, and so only looked at for their route.
  for (let i = 0; i < 100_000; i++) counter.add(watched, 200, 1000);
  counter.report(100_000);
  expect(looks).toBeLessThan(9 * SAMPLES_PER_REPORT);
  looks = 0;
  for (let i = 0; i < 100_000; i++) counter.add(watched, 200, 1000);
  expect(looks).toBeLessThan(1.5 * SAMPLES_PER_REPORT);
});

test('after a jump, requests are soon counted one by one again', () => {
  const counter = new RouteCounter(SEED);
  for (let i = 0; i < 20_000; i++) counter.add(get('/'), 200, 1);
  counter.report(20_000);
  counter.report(0);
  for (let i = 0; i < 10; i++) counter.add(get('/after'), 200, 1);
  expect(counter.report(10).routes).toMatchObject([{path: '/after', count: 10}]);
});

test('thousands of paths that come once each neither push out the routes in use nor make a report long', () => {
  const counter = new RouteCounter(SEED);
  const inUse = Array.from({length: 30}, (_, i) => `/in-use/${wordOf(i)}`);
  const counts = new Map<string, number>();
  let scanned = 0;
  for (const path of inUse) for (let i = 0; i < 2; i++) counter.add(get(path), 200, 1);
  counter.report(2 * inUse.length);
  for (let second = 0; second < 20; second++) {
    let sent = 0;
    const send = (path: string) => {
      counter.add(get(path), 200, 1000 + sent);
      sent += 1;
    };
    for (const path of inUse) send(path);
    for (let i = 0; i < 300; i++) {
      send(`/${wordOf(scanned)}.php`);
      scanned += 1;
      if (i % 30 === 0) send(inUse[0]!);
    }
    const {routes, slowRequests} = counter.report(sent);
    expect(routes.length).toBeLessThanOrEqual(ROUTES_MAX + 1);
    expect(JSON.stringify({routes, slowRequests}).length).toBeLessThan(30_000);
    // From the second one on, the scan is no more than one line.
    if (second > 0) expect(routes).toHaveLength(inUse.length + 1);
    for (const {path, count} of routes) counts.set(path, (counts.get(path) ?? 0) + count);
    expect(sumOf(routes)).toBe(sent);
  }
  expect(inUse.map(path => counts.get(path))).toEqual([20 * 11, ...Array(29).fill(20)]);
  expect(counts.get(OTHER_ROUTES)).toBeGreaterThan(0.98 * scanned);
});

test('a route that comes into use during a scan is counted by name', () => {
  const counter = new RouteCounter(SEED);
  for (let i = 0; i < 300; i++) counter.add(get(`/${wordOf(i)}`), 404, 1);
  counter.report(300);
  for (let i = 300; i < 600; i++) {
    counter.add(get(`/${wordOf(i)}`), 404, 1);
    if (i % 10 === 0) counter.add(get('/new'), 200, 1);
  }
  expect(countOf(counter.report(330).routes, '/new')).toBe(30);
});

test('histograms are left out where a report has no room for them', () => {
  const counter = new RouteCounter(SEED);
  let sent = 0;
  // Even sampled, they fill more than a report has room for.
  for (; sent < 64_000; sent++) {
    const latency = (Math.floor(sent / ROUTES_MAX) * 37) % 80;
    counter.add(get(`/${wordOf(sent % ROUTES_MAX)}`), 200, Math.round(2 ** (5 + latency / 4)));
  }
  const {routes} = counter.report(sent);
  const pairs = routes.reduce((sum, {latency}) => sum + latency.length / 2, 0);
  expect(pairs).toBeLessThanOrEqual(ROUTE_PAIRS_MAX);
  expect(routes[0]!.latency.length).toBeGreaterThan(0);
  expect(routes.at(-1)!.latency).toEqual([]);
});

test('the slowest requests are found among all, without their query', () => {
  const counter = new RouteCounter(SEED);
  const startedBefore = Date.now();
  for (let i = 0; i < 50_000; i++) counter.add(get(`/users/${i}?token=x`), 200, (i * 7919) % 50_000);
  const {slowRequests} = counter.report(50_000);
  const micros = slowRequests.map(({micros}) => micros).sort((a, b) => b - a);
  expect(micros).toEqual(Array.from({length: SLOW_REQUESTS_MAX}, (_, i) => 49_999 - i));
  const slowest = slowRequests.find(({micros}) => micros === 49_999)!;
  expect(slowest).toMatchObject({method: 'GET', status: 200, path: expect.stringMatching(/^\/users\/\d+$/)});
  expect(slowest.startedAt).toBeGreaterThanOrEqual(startedBefore - 51);
  expect(slowest.startedAt).toBeLessThanOrEqual(Date.now() - 49);
  expect(counter.report(0).slowRequests).toEqual([]);
});
