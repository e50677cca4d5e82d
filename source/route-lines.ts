import type {RouteFigures, RoutesAnswer, SlowRequest} from './api/types.js';

/** Two tables of routes and one of single requests, as lines of plain text. */
export function routeLines({requests, sampled, frequent, slowest, slowestRequests}: RoutesAnswer): string[] {
  if (requests === 0) return ['no requests in the last minute'];
  const counts = sampled ? 'counts of routes are estimates' : 'all of them counted by route';
  return [
    `${Math.round(requests)} requests in the last minute, ${counts}`,
    '',
    'Most frequent routes',
    ...table(ROUTE_HEAD, frequent.map(routeRow)),
    '',
    'Slowest routes, by mean',
    ...table(ROUTE_HEAD, slowest.map(routeRow)),
    '',
    'Slowest requests',
    ...table(REQUEST_HEAD, slowestRequests.map(requestRow)),
  ];
}

const ROUTE_HEAD = ['count', 'share', '5xx', 'mean', 'p50', 'p99', 'max', 'route'];
const REQUEST_HEAD = ['time', 'status', 'worker', 'started', 'request'];

function routeRow(route: RouteFigures): string[] {
  const {method, path, count, share, errors, meanMs, p50Ms, p99Ms, maxMs} = route;
  const percent = `${(share * 100).toFixed(1)}%`;
  const times = [meanMs, p50Ms, p99Ms, maxMs].map(milliseconds);
  return [String(count), percent, String(errors), ...times, `${method} ${path}`.trim()];
}

function requestRow({method, path, status, durationMs, startedAt, slot}: SlowRequest): string[] {
  const started = new Date(startedAt).toTimeString().slice(0, 8);
  return [milliseconds(durationMs), String(status), String(slot), started, `${method} ${path}`];
}

function milliseconds(value: number | null): string {
  return value === null ? '-' : `${value.toFixed(value < 100 ? 2 : 0)}ms`;
}

/** Columns of figures to the right, the last one of text. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map(line => line[column]!.length)));
  return lines.map(line =>
    line
      .map((cell, column) => (column === head.length - 1 ? cell : cell.padStart(widths[column]!)))
      .join('  '),
  );
}
