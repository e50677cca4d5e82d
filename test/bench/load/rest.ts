/**
 * Between the start of servers and their load: as long as V8 takes to tidy up a process that has nothing to do (8 s),
 * which can change how fast it is from then on. A server has been up for longer when its clients come; and of those
 * that are warmed up one after the other, the last would have rested and the first not.
 */
const REST_MS = 10_000;

/** @param isQuick does without. */
export function restMs(isQuick: boolean): number {
  return isQuick ? 0 : REST_MS;
}
