import {ROUTES_WINDOW_S, type SlowRequest} from '../api/types.js';
import {OTHER_ROUTES, type RouteReport} from '../messages/types.js';
import {ROUTES_SLICE_S, SLICE_ROUTES_MAX} from './bounds.js';
import {isOther} from './reported-routes.js';
import {mergeSlowest} from './slowest-requests.js';

const SLICES = ROUTES_WINDOW_S / ROUTES_SLICE_S;

interface RouteName {
  readonly method: string;
  readonly path: string;
}

type Counts = Pick<RouteReport, 'count' | 'errors' | 'sumMicros' | 'maxMicros'>;

/** Classes: with objects that are spread, adding up takes several times as long (V8 of Node 20). */
class RouteCounts {
  readonly method: string;
  readonly path: string;
  count = 0;
  errors = 0;
  sumMicros = 0;
  maxMicros = 0;

  constructor({method, path}: RouteName) {
    this.method = method;
    this.path = path;
  }

  add({count, errors, sumMicros, maxMicros}: Counts): void {
    this.count += count;
    this.errors += errors;
    this.sumMicros += sumMicros;
    this.maxMicros = Math.max(this.maxMicros, maxMicros);
  }
}

class SliceRoute extends RouteCounts {
  /** Pairs of a coarse latency bucket and a count; the buckets rise. */
  latency: readonly number[] = [];
}

/** What was counted of one route. */
export class RouteTotal extends RouteCounts {
  /** To be added up: lists of such pairs. */
  readonly latencies: (readonly number[])[] = [];
}

/** A few seconds. */
interface Slice {
  readonly number: number;
  readonly routes: Map<string, SliceRoute>;
  /** The slowest first. */
  slowest: readonly SlowRequest[];
  isSampled: boolean;
}

/** What a report brings, checked. */
export interface RouteAddition {
  readonly routes: readonly RouteReport[];
  readonly isSampled: boolean;
  /** The slowest first, and no more of them than are listed. */
  readonly slowest: readonly SlowRequest[];
}

/** Of all windows together. */
export interface MergedRoutes {
  readonly routes: RouteTotal[];
  readonly isSampled: boolean;
  readonly slowest: readonly SlowRequest[];
}

/** The routes and the slowest requests of one slot in the last minute, in slices of a few seconds that go as a whole. */
export class RouteWindow {
  #slices: Slice[] = [];

  /** @param nowMs of a clock that never goes back. */
  add({routes, isSampled, slowest}: RouteAddition, nowMs: number): void {
    if (routes.length === 0 && slowest.length === 0) return;
    const slice = this.#sliceOf(nowMs);
    slice.isSampled ||= isSampled;
    slice.slowest = mergeSlowest(slice.slowest, slowest);
    for (const route of routes) {
      const known = routeIn(slice.routes, route);
      known.add(route);
      known.latency = mergePairs(known.latency, route.latency);
    }
  }

  /** What is older than the window goes. @returns whether something is left. */
  prune(nowMs: number): boolean {
    const oldest = numberOf(nowMs) - SLICES + 1;
    this.#slices = this.#slices.filter(({number}) => number >= oldest);
    return this.#slices.length > 0;
  }

  /** The windows are to be pruned before. */
  static merge(windows: Iterable<RouteWindow>): MergedRoutes {
    const merged = new Map<string, RouteTotal>();
    let slowest: readonly SlowRequest[] = [];
    let isSampled = false;
    for (const window of windows) {
      for (const slice of window.#slices) {
        isSampled ||= slice.isSampled;
        slowest = mergeSlowest(slowest, slice.slowest);
        for (const [key, route] of slice.routes) {
          let total = merged.get(key);
          if (!total) {
            total = new RouteTotal(route);
            merged.set(key, total);
          }
          total.add(route);
          total.latencies.push(route.latency);
        }
      }
    }
    return {routes: [...merged.values()], isSampled, slowest};
  }

  #sliceOf(nowMs: number): Slice {
    const number = numberOf(nowMs);
    const last = this.#slices.at(-1);
    if (last?.number === number) return last;
    this.prune(nowMs);
    const slice = {number, routes: new Map(), slowest: [], isSampled: false};
    this.#slices.push(slice);
    return slice;
  }
}

function numberOf(nowMs: number): number {
  return Math.floor(nowMs / 1000 / ROUTES_SLICE_S);
}

/** That of `(other)` where there is no room for one more. */
function routeIn(routes: Map<string, SliceRoute>, name: RouteName): SliceRoute {
  const key = `${name.method} ${name.path}`;
  let route = routes.get(key);
  if (route) return route;
  if (routes.size >= SLICE_ROUTES_MAX && !isOther(name)) {
    return routeIn(routes, {method: '', path: OTHER_ROUTES});
  }
  route = new SliceRoute(name);
  routes.set(key, route);
  return route;
}

/** The counts of equal buckets added up. */
function mergePairs(a: readonly number[], b: readonly number[]): readonly number[] {
  if (a.length === 0) return b;
  const merged: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const ofA = a[i]!;
    const ofB = b[j]!;
    let count = 0;
    if (ofA <= ofB) {
      count += a[i + 1]!;
      i += 2;
    }
    if (ofB <= ofA) {
      count += b[j + 1]!;
      j += 2;
    }
    merged.push(Math.min(ofA, ofB), count);
  }
  for (; i < a.length; i++) merged.push(a[i]!);
  for (; j < b.length; j++) merged.push(b[j]!);
  return merged;
}
