import {LATENCY_WINDOW_S, type Latency} from '../api/types.js';
import {LATENCY_BUCKETS, microsOf} from '../messages/latency-buckets.js';

interface Second {
  /** Pairs of bucket and count. */
  readonly pairs: number[];
  maxMicros: number;
}

/** Latencies of the last {@link LATENCY_WINDOW_S} seconds, in buckets that can be added to others. */
export class LatencyWindow {
  readonly #counts = new Uint32Array(LATENCY_BUCKETS);
  readonly #seconds: Second[] = [{pairs: [], maxMicros: 0}];
  #total = 0;

  add(pairs: readonly number[], maxMicros: number): void {
    const second = this.#seconds.at(-1)!;
    for (let i = 0; i < pairs.length; i += 2) {
      this.#counts[pairs[i]!]! += pairs[i + 1]!;
      this.#total += pairs[i + 1]!;
      second.pairs.push(pairs[i]!, pairs[i + 1]!);
    }
    second.maxMicros = Math.max(second.maxMicros, maxMicros);
  }

  /** To be called once a second: what is older than the window goes. */
  advance(): void {
    this.#seconds.push({pairs: [], maxMicros: 0});
    if (this.#seconds.length <= LATENCY_WINDOW_S) return;
    const {pairs} = this.#seconds.shift()!;
    for (let i = 0; i < pairs.length; i += 2) {
      this.#counts[pairs[i]!]! -= pairs[i + 1]!;
      this.#total -= pairs[i + 1]!;
    }
  }

  /** Percentiles of all windows together, as if their requests had been counted in one. */
  static merge(windows: readonly LatencyWindow[]): Latency {
    const total = windows.reduce((sum, window) => sum + window.#total, 0);
    if (total === 0) return NOTHING;
    let maxMicros = 0;
    const counts = new Uint32Array(LATENCY_BUCKETS);
    for (const window of windows) {
      if (window.#total === 0) continue;
      for (const second of window.#seconds) maxMicros = Math.max(maxMicros, second.maxMicros);
      for (let bucket = 0; bucket < LATENCY_BUCKETS; bucket++) {
        counts[bucket]! += window.#counts[bucket]!;
      }
    }
    const [p50Ms, p95Ms, p99Ms] = percentiles(counts, total, maxMicros);
    return {count: total, p50Ms: p50Ms!, p95Ms: p95Ms!, p99Ms: p99Ms!, maxMs: maxMicros / 1000};
  }
}

const NOTHING: Latency = {count: 0, p50Ms: null, p95Ms: null, p99Ms: null, maxMs: null};
const SHARES = [0.5, 0.95, 0.99];

function percentiles(counts: Uint32Array, total: number, maxMicros: number): number[] {
  const found: number[] = [];
  let seen = 0;
  for (let bucket = 0; bucket < counts.length && found.length < SHARES.length; bucket++) {
    seen += counts[bucket]!;
    while (found.length < SHARES.length && seen >= SHARES[found.length]! * total) {
      // The middle of the last bucket may lie above the largest value that was seen.
      found.push(Math.min(microsOf(bucket), maxMicros) / 1000);
    }
  }
  return found;
}
