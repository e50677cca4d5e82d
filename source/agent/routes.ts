import {bucketOf, COARSE_BUCKETS, coarseOf} from '../messages/latency-buckets.js';
import {
  METHOD_CHARS_MAX,
  OTHER_ROUTES,
  ROUTE_PAIRS_MAX,
  ROUTES_MAX,
  type RouteReport,
  type WorkReport,
} from '../messages/types.js';
import {foldPath, pathOf} from './fold-path.js';
import {Sampling} from './sampling.js';
import {NONE_SLOW, SlowRequests} from './slow-requests.js';

/** How much of a route's weight is left after each report: half of it after 23. */
const WEIGHT_KEPT = 0.97;

/** What is read of a request; all of it may have been changed by the app. */
export interface RequestLine {
  readonly method?: unknown;
  readonly url?: unknown;
  /** As it came, where a framework cuts off what its routers have dealt with (Express, Connect). */
  readonly originalUrl?: unknown;
}

class Route {
  key = '';
  method = '';
  path = OTHER_ROUTES;
  /** Requests that were looked at lately. */
  weight = 0;
  count = 0;
  errors = 0;
  sumMicros = 0;
  maxMicros = 0;
  readonly latency = new Uint32Array(COARSE_BUCKETS);

  add(times: number, status: number, micros: number): void {
    this.count += times;
    if (status >= 500) this.errors += times;
    this.sumMicros += micros * times;
    if (micros > this.maxMicros) this.maxMicros = micros;
    this.latency[coarseOf(bucketOf(micros))]! += times;
  }

  /** Moves what was counted of the other here. */
  absorb(other: Route): void {
    this.count += other.count;
    this.errors += other.errors;
    this.sumMicros += other.sumMicros;
    this.maxMicros = Math.max(this.maxMicros, other.maxMicros);
    for (let bucket = 0; bucket < COARSE_BUCKETS; bucket++) this.latency[bucket]! += other.latency[bucket]!;
    other.clear();
  }

  clear(): void {
    this.count = 0;
    this.errors = 0;
    this.sumMicros = 0;
    this.maxMicros = 0;
    this.latency.fill(0);
  }
}

/**
 * Counts finished requests by method and folded path, and finds the slowest ones. On the path of a request are
 * two comparisons; the rest is for those few that are looked at. Where there are more routes than
 * {@link ROUTES_MAX}, those with the fewest requests lately give way to new ones and are counted together, so
 * that thousands of paths that come once each (a scan) displace each other and not the routes that are in use.
 */
export class RouteCounter {
  readonly #sampling: Sampling;
  readonly #slow = new SlowRequests();
  readonly #routes = new Map<string, Route>();
  /** The same, oldest first: a map is slow to go through. */
  readonly #list: Route[] = [];
  readonly #other = new Route();
  /** A request that took longer, in microseconds, is one of the slowest. */
  #slowAbove = NONE_SLOW;
  /** Requests from now on, up to the one that is looked at. */
  #untilLook = 1;
  /** Since the last report, a route had to give way. */
  #isFull = false;

  /** @param seed of the choice of requests that are looked at; not 0. */
  constructor(seed = process.pid) {
    this.#sampling = new Sampling(seed);
  }

  /** @param micros whole. */
  add(request: RequestLine, status: number, micros: number): void {
    if (micros > this.#slowAbove)
      this.#slowAbove = this.#slow.add(request.method, targetOf(request), status, micros);
    this.#untilLook -= 1;
    if (this.#untilLook === 0) this.#lookAt(request, status, micros);
  }

  #lookAt(request: RequestLine, status: number, micros: number): void {
    const route = this.#routeOf(String(request.method).slice(0, METHOD_CHARS_MAX), targetOf(request));
    route.weight += 1;
    route.add(this.#sampling.oneIn, status, micros);
    this.#untilLook = this.#sampling.next();
  }

  #routeOf(method: string, url: unknown): Route {
    const key = `${method} ${foldPath(pathOf(url))}`;
    const known = this.#routes.get(key);
    if (known) return known;
    const route = this.#routes.size < ROUTES_MAX ? new Route() : this.#evict();
    route.key = key;
    route.method = method;
    // A copy: parts of the folded path would keep the whole URL alive.
    route.path = key.slice(method.length + 1);
    route.weight = 0;
    this.#routes.set(key, route);
    this.#list.push(route);
    return route;
  }

  /** The route with the fewest requests lately, of equals the oldest, free for another. */
  #evict(): Route {
    const list = this.#list;
    let least = 0;
    for (let i = 1; i < list.length; i++) if (list[i]!.weight < list[least]!.weight) least = i;
    const [route] = list.splice(least, 1);
    this.#isFull = true;
    this.#routes.delete(route!.key);
    this.#other.absorb(route!);
    return route!;
  }

  /**
   * What came since the last report.
   * @param finished requests in that time.
   */
  report(finished: number): Pick<WorkReport, 'routes' | 'routesSampled' | 'slowRequests'> {
    const routes = finished > 0 ? this.#take() : [];
    const routesSampled = this.#sampling.looks < finished;
    this.#untilLook = this.#sampling.renew(finished);
    this.#slowAbove = NONE_SLOW;
    return {routes, routesSampled, slowRequests: this.#slow.take()};
  }

  #take(): RouteReport[] {
    const counted: Route[] = [];
    for (const route of this.#list) {
      // While there are too many, one that came just once is likely to be nothing but one of these.
      if (this.#isFull && route.weight <= 1) this.#other.absorb(route);
      else if (route.count > 0) counted.push(route);
      route.weight *= WEIGHT_KEPT;
    }
    this.#isFull = false;
    counted.sort((a, b) => b.count - a.count);
    if (this.#other.count > 0) counted.push(this.#other);
    let pairsLeft = ROUTE_PAIRS_MAX;
    return counted.map(route => {
      const {method, path, count, errors, sumMicros, maxMicros} = route;
      const latency = pairsOf(route.latency, pairsLeft);
      pairsLeft -= latency.length / 2;
      route.clear();
      return {method, path, count, errors, sumMicros, maxMicros, latency};
    });
  }
}

function targetOf({originalUrl, url}: RequestLine): unknown {
  return typeof originalUrl === 'string' ? originalUrl : url;
}

/** All of them or, where they are more than `max`, none. */
function pairsOf(counts: Uint32Array, max: number): number[] {
  const pairs: number[] = [];
  for (let bucket = 0; bucket < counts.length; bucket++) {
    if (counts[bucket]! > 0) pairs.push(bucket, counts[bucket]!);
  }
  return pairs.length / 2 > max ? [] : pairs;
}
