import type {ClusterEvent} from '../api/types.js';

/** What differs when the same happens once more: another process, another time. */
const CHANGING = /pid \d+|\d+ m?s\b/g;

/** Of the same problem, the last event, and how often it came. */
export interface Problem {
  readonly event: ClusterEvent;
  readonly times: number;
  readonly firstAt: number;
}

/** The last `most` different ones among the events, oldest first. */
export function lastProblems(events: readonly ClusterEvent[], most: number): readonly Problem[] {
  const problems = new Map<string, Problem>();
  for (const event of events) {
    if (event.severity !== 'warning' && event.severity !== 'error') continue;
    const key = `${event.kind} ${event.slot} ${event.message.replaceAll(CHANGING, '')}`;
    const {times = 0, firstAt = event.at} = problems.get(key) ?? {};
    // By the order of the last ones.
    problems.delete(key);
    problems.set(key, {event, times: times + 1, firstAt});
  }
  return [...problems.values()].slice(-most);
}
