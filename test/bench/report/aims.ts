import type {Aim} from './aim.js';

/** Those that more than one part has: ratios of ours to `node:cluster`, and of latency to the best of the others, too. */
export const AIMS = {
  /** Requests a second on connections that stay open. */
  keepAlive: {relation: '≥', bound: 0.97},
  /** Requests a second on connections of their own. */
  fresh: {relation: '≥', bound: 1},
  /** Of the time to an answer, beside work that takes long. */
  p99: {relation: '≤', bound: 1},
  /** Milliseconds from the command to the first answer. */
  start: {relation: '≤', bound: 1.2},
} as const satisfies Readonly<Record<string, Aim>>;
