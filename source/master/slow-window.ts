import {ROUTES_LISTED_MAX, ROUTES_WINDOW_S, type SlowRequest} from '../api/types.js';

interface Seen {
  readonly atMs: number;
  readonly request: SlowRequest;
}

/**
 * The slowest requests of one slot in the last minute. Whatever could still become one of the slowest is kept
 * and nothing else: one with {@link ROUTES_LISTED_MAX} that came later and were slower never will.
 */
export class SlowWindow {
  /** Oldest first. */
  #seen: Seen[] = [];

  /** @param nowMs of a clock that never goes back. */
  add(requests: readonly SlowRequest[], nowMs: number): void {
    if (requests.length === 0) return;
    this.prune(nowMs);
    const seen = [...this.#seen, ...requests.map(request => ({atMs: nowMs, request}))];
    const kept: Seen[] = [];
    /** Durations of the slowest of those that came later, the fastest of them first. */
    const slower: number[] = [];
    for (const one of seen.reverse()) {
      const {durationMs} = one.request;
      if (slower.length === ROUTES_LISTED_MAX) {
        if (slower[0]! >= durationMs) continue;
        slower.shift();
      }
      const place = slower.findIndex(duration => duration > durationMs);
      slower.splice(place < 0 ? slower.length : place, 0, durationMs);
      kept.push(one);
    }
    this.#seen = kept.reverse();
  }

  /** What is older than the window goes. @returns whether something is left. */
  prune(nowMs: number): boolean {
    const oldest = nowMs - ROUTES_WINDOW_S * 1000;
    const first = this.#seen.findIndex(({atMs}) => atMs > oldest);
    this.#seen = first < 0 ? [] : this.#seen.slice(first);
    return this.#seen.length > 0;
  }

  /** Of all windows together, the slowest first. They are to be pruned before. */
  static merge(windows: Iterable<SlowWindow>): SlowRequest[] {
    return [...windows]
      .flatMap(window => window.#seen.map(({request}) => request))
      .sort((a, b) => b.durationMs - a.durationMs)
      .slice(0, ROUTES_LISTED_MAX);
  }
}
