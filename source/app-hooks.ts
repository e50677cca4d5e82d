/**
 * Where the agent and what an app imports from clusterview find each other: they are bundled apart, and live in
 * one process.
 */

/** May return a promise, which the drain waits for. */
export type DrainListener = () => unknown;

const LISTENERS = Symbol.for('clusterview.drainListeners');

export function drainListeners(): Set<DrainListener> {
  const holder = globalThis as {[LISTENERS]?: Set<DrainListener>};
  holder[LISTENERS] ??= new Set();
  return holder[LISTENERS];
}
