import type {MemoryTrendFigures} from '../api/types.js';
import {Ring} from './ring.js';

/** Memory swings with each garbage collection; the least of so long tells what is really kept. */
const SPAN_MS = 10_000;
/** Ten minutes of it. */
const SPANS = 60;
/** What an app does at its start is no trend. */
const WARM_UP_MS = 30_000;
/** With less than this there is none, either. */
const SPANS_MIN = 12;
/** Growth that is called a leak: steady (the share of it that a straight line explains), */
const STEADY_FROM = 0.8;
/** and more than this, and than this share of what there was. */
const GROWTH_BYTES_MIN = 20 * 1024 * 1024;
const GROWTH_SHARE_MIN = 0.15;
/** It goes on: in the last of these it still grows by this share of what it did on the whole. */
const RECENT_SPANS = 6;
const RECENT_SHARE_MIN = 0.5;
const MINUTE_MS = 60_000;

interface Low {
  readonly at: number;
  rssBytes: number;
  heapUsedBytes: number;
}

/** Where the memory of one worker is going. */
export class MemoryTrend {
  readonly #lows = new Ring<Low>(SPANS);
  #current: Low | null = null;
  #figures: MemoryTrendFigures | null = null;

  /** With each report. @param uptimeMs age of the worker */
  add(uptimeMs: number, rssBytes: number, heapUsedBytes: number): void {
    if (uptimeMs < WARM_UP_MS) return;
    this.#current ??= {at: uptimeMs, rssBytes, heapUsedBytes};
    this.#current.rssBytes = Math.min(this.#current.rssBytes, rssBytes);
    this.#current.heapUsedBytes = Math.min(this.#current.heapUsedBytes, heapUsedBytes);
    if (uptimeMs - this.#current.at < SPAN_MS) return;
    this.#lows.push(this.#current);
    this.#current = null;
    this.#figures = this.#compute();
  }

  /** `null` until there is enough to tell. */
  get figures(): MemoryTrendFigures | null {
    return this.#figures;
  }

  #compute(): MemoryTrendFigures | null {
    if (this.#lows.size < SPANS_MIN) return null;
    const lows = this.#lows.toArray();
    const rss = lineThrough(lows.map(({at, rssBytes}) => [at, rssBytes]));
    const heap = lineThrough(lows.map(({at, heapUsedBytes}) => [at, heapUsedBytes]));
    const recent = lows.slice(-RECENT_SPANS);
    return {
      rssBytesPerMinute: rss.perMinute,
      heapUsedBytesPerMinute: heap.perMinute,
      spanMs: lows.at(-1)!.at - lows[0]!.at,
      looksLikeLeak:
        (isLeak(rss) && isGoingOn(rss, lineThrough(recent.map(({at, rssBytes}) => [at, rssBytes])))) ||
        (isLeak(heap) &&
          isGoingOn(heap, lineThrough(recent.map(({at, heapUsedBytes}) => [at, heapUsedBytes])))),
    };
  }
}

interface Line {
  readonly perMinute: number;
  readonly growth: number;
  readonly first: number;
  /** Coefficient of determination, 0 to 1. */
  readonly steadiness: number;
}

/** Least squares. */
function lineThrough(points: readonly (readonly [x: number, y: number])[]): Line {
  const count = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / count;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / count;
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (const [x, y] of points) {
    xx += (x - meanX) ** 2;
    xy += (x - meanX) * (y - meanY);
    yy += (y - meanY) ** 2;
  }
  const slope = xy / xx;
  const span = points.at(-1)![0] - points[0]![0];
  return {
    perMinute: slope * MINUTE_MS,
    growth: slope * span,
    first: meanY - (slope * span) / 2,
    steadiness: yy === 0 ? 0 : xy ** 2 / (xx * yy),
  };
}

function isLeak({growth, first, steadiness}: Line): boolean {
  return steadiness >= STEADY_FROM && growth >= GROWTH_BYTES_MIN && growth >= GROWTH_SHARE_MIN * first;
}

function isGoingOn(whole: Line, recent: Line): boolean {
  return recent.perMinute >= RECENT_SHARE_MIN * whole.perMinute;
}
