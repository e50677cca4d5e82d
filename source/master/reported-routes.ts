import {COARSE_BUCKETS, LATENCY_MAX_MICROS} from '../messages/latency-buckets.js';
import {
  METHOD_CHARS_MAX,
  OTHER_ROUTES,
  PATH_CHARS_MAX,
  ROUTE_CHARS_MAX,
  ROUTE_PAIRS_MAX,
  ROUTES_MAX,
  type RouteReport,
  SLOW_REQUESTS_MAX,
  type SlowRequestReport,
  type WorkReport,
} from '../messages/types.js';

/** They would move the cursor of whoever prints them; over HTTP/2, a client may send some. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/** What a report says of routes, within its bounds: more than the agent would ever send is left out. */
export function routesIn({routes}: Pick<WorkReport, 'routes'>): RouteReport[] {
  let pairsLeft = ROUTE_PAIRS_MAX;
  const checked: RouteReport[] = [];
  // With `(other)`.
  for (const route of listOf(routes, ROUTES_MAX + 1)) {
    const {method, path, count, errors, sumMicros, maxMicros} = route;
    if (!(isText(method) && isText(path) && [count, errors, sumMicros, maxMicros].every(isCount))) continue;
    if (count === 0) continue;
    const latency = listOf(route.latency, pairsLeft * 2);
    pairsLeft -= latency.length / 2;
    checked.push({
      method: clean(method, METHOD_CHARS_MAX),
      path: clean(path, ROUTE_CHARS_MAX),
      count,
      errors,
      sumMicros,
      maxMicros,
      latency: areCoarsePairs(latency) ? latency : [],
    });
  }
  return checked;
}

/** The same of the slowest requests. */
export function slowRequestsIn({slowRequests}: Pick<WorkReport, 'slowRequests'>): SlowRequestReport[] {
  const checked: SlowRequestReport[] = [];
  for (const {method, path, status, micros, startedAt} of listOf(slowRequests, SLOW_REQUESTS_MAX)) {
    if (!(isText(method) && isText(path) && [status, micros, startedAt].every(isCount))) continue;
    if (micros > LATENCY_MAX_MICROS) continue;
    checked.push({
      method: clean(method, METHOD_CHARS_MAX),
      path: clean(path, PATH_CHARS_MAX),
      status,
      micros,
      startedAt,
    });
  }
  return checked;
}

export function isOther({method, path}: {readonly method: string; readonly path: string}): boolean {
  return method === '' && path === OTHER_ROUTES;
}

function listOf<Item>(list: readonly Item[], max: number): readonly Item[] {
  return Array.isArray(list) ? list.slice(0, max) : [];
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0;
}

/** Pairs of a bucket and a count, with buckets that rise. */
function areCoarsePairs(pairs: readonly number[]): boolean {
  let before = -1;
  for (let i = 0; i < pairs.length; i += 2) {
    const bucket = pairs[i]!;
    if (!(Number.isInteger(bucket) && bucket > before && bucket < COARSE_BUCKETS && isCount(pairs[i + 1]))) {
      return false;
    }
    before = bucket;
  }
  return true;
}

function clean(text: string, max: number): string {
  return text.slice(0, max).replace(CONTROL_CHARACTERS, '�');
}
