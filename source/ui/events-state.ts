import type {ClusterEvent, EventKind, Severity} from '../api/types.js';

/** The least severity that is shown, in the order in which a key goes through them. */
const THRESHOLDS = ['info', 'warning', 'error'] as const;
export type Threshold = (typeof THRESHOLDS)[number];

const RANKS: Record<Severity, number> = {info: 0, good: 0, warning: 1, error: 2};

export interface EventsState {
  readonly least: Threshold;
  /** Others are left out; `null` for all. */
  readonly kind: EventKind | null;
  /** Id of the selected event; `null` is whichever is the newest. */
  readonly selected: number | null;
}

export const initialEventsState: EventsState = {least: 'info', kind: null, selected: null};

/** `events` are those that pass, oldest first. */
export type EventsAction =
  | {readonly type: 'move-event'; readonly by: number; readonly events: readonly ClusterEvent[]}
  | {readonly type: 'follow-events'; readonly events: readonly ClusterEvent[]}
  /** Others have come in the place of those that it was among. */
  | {readonly type: 'lose-event'}
  | {readonly type: 'next-threshold'}
  /** `kinds` are those that there are. */
  | {readonly type: 'next-kind'; readonly kinds: readonly EventKind[]};

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
    case 'lose-event':
      return {...state, selected: null};
    case 'next-threshold':
      return {...state, least: THRESHOLDS[(THRESHOLDS.indexOf(state.least) + 1) % THRESHOLDS.length]!};
    case 'next-kind': {
      const choices = [null, ...action.kinds];
      return {...state, kind: choices[(choices.indexOf(state.kind) + 1) % choices.length]!};
    }
  }
}

export function passingEvents(
  events: readonly ClusterEvent[],
  {least, kind}: Pick<EventsState, 'least' | 'kind'>,
): readonly ClusterEvent[] {
  if (least === 'info' && kind === null) return events;
  return events.filter(event => {
    return RANKS[event.severity] >= RANKS[least] && (kind === null || event.kind === kind);
  });
}

/** Those that there are, each once, in the order of the alphabet. */
export function kindsOf(events: readonly ClusterEvent[]): EventKind[] {
  return [...new Set(events.map(({kind}) => kind))].sort();
}

/** Of an event that has gone or does not pass, the one before it. */
export function selectedIndex({selected}: EventsState, events: readonly ClusterEvent[]): number {
  if (selected === null) return Math.max(0, events.length - 1);
  return Math.max(
    0,
    events.findLastIndex(({id}) => id <= selected),
  );
}
