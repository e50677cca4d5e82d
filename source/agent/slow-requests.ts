import {METHOD_CHARS_MAX, SLOW_REQUESTS_MAX, type SlowRequestReport} from '../messages/types.js';
import {pathOf} from './fold-path.js';

/** What a request takes longer than to be one of the slowest, as long as there are none. */
export const NONE_SLOW = -1;

/**
 * The slowest requests since they were last taken, exactly: those of any longer time are among the slowest of
 * its seconds.
 */
export class SlowRequests {
  #slowest: SlowRequestReport[] = [];

  /** @returns what the next one to be added takes longer than, in microseconds. */
  add(method: unknown, url: unknown, status: number, micros: number): number {
    const slowest = this.#slowest;
    const request = {
      method: String(method).slice(0, METHOD_CHARS_MAX),
      path: pathOf(url),
      status,
      micros,
      startedAt: Math.round(Date.now() - micros / 1000),
    };
    if (slowest.length < SLOW_REQUESTS_MAX) slowest.push(request);
    else slowest[this.#fastest()] = request;
    return slowest.length < SLOW_REQUESTS_MAX ? NONE_SLOW : slowest[this.#fastest()]!.micros;
  }

  take(): SlowRequestReport[] {
    const taken = this.#slowest;
    this.#slowest = [];
    return taken;
  }

  #fastest(): number {
    let fastest = 0;
    for (let i = 1; i < this.#slowest.length; i++) {
      if (this.#slowest[i]!.micros < this.#slowest[fastest]!.micros) fastest = i;
    }
    return fastest;
  }
}
