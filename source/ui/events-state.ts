import type {ClusterEvent, Severity} from '../api/types.js';

/** The least severity that is shown, in the order in which a key goes through them. */
const THRESHOLDS = ['info', 'warning', 'error'] as const;
export type Threshold = (typeof THRESHOLDS)[number];

const RANKS: Record<Severity, number> = {info: 0, good: 0, warning: 1, error: 2};

export interface EventsState {
  readonly least: Threshold;
  /** Id of the selected event; `null` is whichever is the newest. */
  readonly selected: number | null;
}

export const initialEventsState: EventsState = {least: 'info', selected: null};

/** `events` are those that pass, oldest first. */
export type EventsAction =
  | {readonly type: 'move-event'; readonly by: number; readonly events: readonly ClusterEvent[]}
  | {readonly type: 'follow-events'; readonly events: readonly ClusterEvent[]}
  | {readonly type: 'next-threshold'};

export function reduceEvents(state: EventsState, action: EventsAction): EventsState {
  switch (action.type) {
    case 'move-event': {
      const {events, by} = action;
      const target = Math.max(0, selectedIndex(state, events) + by);
      // Whoever goes down to the newest follows again.
      return {...state, selected: target < events.length - 1 ? events[target]!.id : null};
    }
    case 'follow-events':
      return {...state, selected: state.selected === null ? (action.events.at(-1)?.id ?? null) : null};
    case 'next-threshold':
      return {...state, least: THRESHOLDS[(THRESHOLDS.indexOf(state.least) + 1) % THRESHOLDS.length]!};
  }
}

export function passingEvents(events: readonly ClusterEvent[], least: Threshold): readonly ClusterEvent[] {
  return least === 'info' ? events : events.filter(({severity}) => RANKS[severity] >= RANKS[least]);
}

/** Of an event that has gone or does not pass, the one before it. */
export function selectedIndex({selected}: EventsState, events: readonly ClusterEvent[]): number {
  if (selected === null) return Math.max(0, events.length - 1);
  return Math.max(
    0,
    events.findLastIndex(({id}) => id <= selected),
  );
}
