import {ROUTES_WINDOW_S} from '../api/types.js';
import {OTHER_ROUTES, type RouteReport} from '../messages/types.js';
import {ROUTES_SLICE_S, SLICE_PAIRS_MAX, SLICE_ROUTES_MAX} from './bounds.js';
import {isOther} from './reported-routes.js';

const SLICES = ROUTES_WINDOW_S / ROUTES_SLICE_S;

/** What was counted of one route. */
export interface RouteTotal {
  readonly method: string;
  readonly path: string;
  count: number;
  errors: number;
  sumMicros: number;
  maxMicros: number;
  /** Pairs of a coarse latency bucket and a count; a bucket may come more than once. */
  readonly latency: number[];
}

/** A few seconds. */
interface Slice {
  readonly number: number;
  readonly routes: Map<string, RouteTotal>;
  pairs: number;
  isSampled: boolean;
}

/** The routes of one slot in the last minute, in slices of a few seconds that go as a whole. */
export class RouteWindow {
  #slices: Slice[] = [];

  /** @param nowMs of a clock that never goes back. */
  add(routes: readonly RouteReport[], isSampled: boolean, nowMs: number): void {
    if (routes.length === 0) return;
    const slice = this.#sliceOf(nowMs);
    slice.isSampled ||= isSampled;
    for (const route of routes) {
      const total = routeIn(slice.routes, route, SLICE_ROUTES_MAX);
      addTo(total, route);
      if (slice.pairs >= SLICE_PAIRS_MAX) continue;
      total.latency.push(...route.latency);
      slice.pairs += route.latency.length / 2;
    }
  }

  /** What is older than the window goes. @returns whether something is left. */
  prune(nowMs: number): boolean {
    const oldest = numberOf(nowMs) - SLICES + 1;
    this.#slices = this.#slices.filter(({number}) => number >= oldest);
    return this.#slices.length > 0;
  }

  /** Of all windows together. They are to be pruned before. */
  static merge(windows: Iterable<RouteWindow>): {routes: RouteTotal[]; isSampled: boolean} {
    const merged = new Map<string, RouteTotal>();
    let isSampled = false;
    for (const window of windows) {
      for (const slice of window.#slices) {
        isSampled ||= slice.isSampled;
        for (const route of slice.routes.values()) {
          const total = routeIn(merged, route, Number.POSITIVE_INFINITY);
          addTo(total, route);
          for (const value of route.latency) total.latency.push(value);
        }
      }
    }
    return {routes: [...merged.values()], isSampled};
  }

  #sliceOf(nowMs: number): Slice {
    const number = numberOf(nowMs);
    const last = this.#slices.at(-1);
    if (last?.number === number) return last;
    this.prune(nowMs);
    const slice = {number, routes: new Map(), pairs: 0, isSampled: false};
    this.#slices.push(slice);
    return slice;
  }
}

function numberOf(nowMs: number): number {
  return Math.floor(nowMs / 1000 / ROUTES_SLICE_S);
}

/** That of `(other)` where there is no room for one more. */
function routeIn(
  routes: Map<string, RouteTotal>,
  route: {readonly method: string; readonly path: string},
  max: number,
): RouteTotal {
  const {method, path} = route;
  const key = `${method} ${path}`;
  let total = routes.get(key);
  if (total) return total;
  if (routes.size >= max && !isOther(route)) return routeIn(routes, {method: '', path: OTHER_ROUTES}, max);
  total = {method, path, count: 0, errors: 0, sumMicros: 0, maxMicros: 0, latency: []};
  routes.set(key, total);
  return total;
}

function addTo(total: RouteTotal, {count, errors, sumMicros, maxMicros}: Omit<RouteTotal, 'latency'>): void {
  total.count += count;
  total.errors += errors;
  total.sumMicros += sumMicros;
  total.maxMicros = Math.max(total.maxMicros, maxMicros);
}
