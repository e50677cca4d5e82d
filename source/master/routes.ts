import {ROUTES_LISTED_MAX, type RouteFigures, type RoutesAnswer} from '../api/types.js';
import {COARSE_BUCKETS, microsOfCoarse} from '../messages/latency-buckets.js';
import type {WorkReport} from '../messages/types.js';
import {isOther, routesIn, slowRequestsIn} from './reported-routes.js';
import {type RouteTotal, RouteWindow} from './route-window.js';
import {slowestOf} from './slowest-requests.js';

/** The most frequent and the slowest routes and requests of the last minute, per slot: over all workers in it. */
export class Routes {
  readonly #now: () => number;
  readonly #slots = new Map<number, RouteWindow>();

  /** @param now milliseconds of a clock that never goes back. */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  take(
    {slot, pid}: {readonly slot: number; readonly pid: number},
    report: Pick<WorkReport, 'routes' | 'routesSampled' | 'slowRequests'>,
  ): void {
    if (report.routes?.length === 0 && report.slowRequests?.length === 0) return;
    let window = this.#slots.get(slot);
    if (!window) {
      window = new RouteWindow();
      this.#slots.set(slot, window);
    }
    const requests = slowRequestsIn(report).map(({method, path, status, micros, startedAt}) => {
      return {method, path, status, durationMs: micros / 1000, startedAt, slot, pid};
    });
    const isSampled = report.routesSampled === true;
    window.add({routes: routesIn(report), isSampled, slowest: slowestOf(requests)}, this.#now());
  }

  /** As of now. @param slot `null` for the whole cluster. */
  answer(slot: number | null): RoutesAnswer {
    this.#prune();
    const one = slot === null ? null : this.#slots.get(slot);
    const windows = slot === null ? this.#slots.values() : one ? [one] : [];
    const {routes, isSampled, slowest} = RouteWindow.merge(windows);
    const requests = routes.reduce((sum, {count}) => sum + count, 0);
    const list = (sorted: RouteTotal[]) =>
      sorted.slice(0, ROUTES_LISTED_MAX).map(route => figuresOf(route, requests));
    return {
      requests,
      sampled: isSampled,
      frequent: list(routes.toSorted((a, b) => b.count - a.count)),
      slowest: list(routes.filter(route => !isOther(route)).sort((a, b) => mean(b) - mean(a))),
      slowestRequests: slowest,
    };
  }

  /** Slots that were scaled away are forgotten, too. */
  #prune(): void {
    const now = this.#now();
    for (const [slot, window] of this.#slots) if (!window.prune(now)) this.#slots.delete(slot);
  }
}

function mean({sumMicros, count}: RouteTotal): number {
  return sumMicros / count;
}

function figuresOf(route: RouteTotal, requests: number): RouteFigures {
  const {method, path, count, errors, maxMicros} = route;
  const [p50Ms, p99Ms] = percentiles(route, [0.5, 0.99]);
  return {
    method,
    path,
    count,
    share: count / requests,
    errors,
    meanMs: mean(route) / 1000,
    p50Ms: p50Ms!,
    p99Ms: p99Ms!,
    maxMs: maxMicros / 1000,
  };
}

/** @param shares rising. */
function percentiles({latencies, maxMicros}: RouteTotal, shares: readonly number[]): (number | null)[] {
  const counts = new Float64Array(COARSE_BUCKETS);
  let total = 0;
  for (const pairs of latencies) {
    for (let i = 0; i < pairs.length; i += 2) {
      counts[pairs[i]!]! += pairs[i + 1]!;
      total += pairs[i + 1]!;
    }
  }
  if (total === 0) return shares.map(() => null);
  let seen = 0;
  let bucket = -1;
  return shares.map(share => {
    while (seen < share * total) {
      bucket += 1;
      seen += counts[bucket]!;
    }
    return Math.min(microsOfCoarse(bucket), maxMicros) / 1000;
  });
}
