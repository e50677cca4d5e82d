import type {DiagnosisKind, Policy, Severity} from '../api/types.js';
import {type EventsAction, type EventsState, initialEventsState, reduceEvents} from './events-state.js';
import {followingLogs, initialLogsState, type LogsAction, type LogsState, reduceLogs} from './logs-state.js';
import {initialTableState, reduceTable, type TableAction, type TableState} from './table-state.js';
import type {View} from './views.js';

/** A question that is open; its target does not change, whatever happens meanwhile. */
export interface Dialog {
  readonly title: string;
  /** What will happen, in numbers. */
  readonly lines: readonly string[];
  /** What "yes" does, on the button. */
  readonly yes: string;
  readonly action: Action;
  /** A third answer. */
  readonly other?: {readonly key: string; readonly label: string; readonly action: Action};
}

/** Of a dialog: nothing is done with `no`. */
export type Answer = 'no' | 'yes' | 'other';

/** A choice that is open. */
export interface Menu {
  readonly title: string;
  /** Its items tell how the clusters of the viewer are doing, and go on doing so. */
  readonly of?: 'clusters';
  readonly items: readonly MenuItem[];
}

export interface MenuItem {
  readonly label: string;
  readonly help: string;
  readonly action: Action;
}

/** What is done to one worker, and can be done to several. */
export interface WorkerAction {
  readonly type: 'stop-worker' | 'kill-worker' | 'reload-worker';
  readonly slot: number;
  readonly pid: number | undefined;
}

/** Something that the viewer can have done. */
export type Action =
  | WorkerAction
  | {readonly type: 'reload-all'}
  /** One after the other; but for a reload, whatever becomes of each. */
  | {readonly type: 'several'; readonly actions: readonly WorkerAction[]}
  | {readonly type: 'scale'; readonly workers: number}
  | {readonly type: 'set-policy'; readonly policy: Policy}
  /** `seconds` is for a profile. */
  | {
      readonly type: 'diagnose';
      readonly kind: DiagnosisKind;
      readonly slot: number;
      readonly pid: number;
      readonly seconds?: number;
    }
  /** `null` for all workers together. */
  | {readonly type: 'routes'; readonly slot: number | null}
  | {readonly type: 'inspect'; readonly slot: number; readonly pid: number; readonly open: boolean}
  /** All clusters of the viewer, as with `leave-running`. */
  | {readonly type: 'stop-cluster'; readonly force: boolean}
  | {readonly type: 'leave-running'}
  /** Of those in the viewer, by index. */
  | {readonly type: 'show-cluster'; readonly index: number};

/** What is asked of masters. */
export type Request = Exclude<Action, {type: 'show-cluster'}>;

/** Lines to be read, such as a stack; they may carry colours. */
export interface Report {
  readonly title: string;
  readonly lines: readonly string[];
  /** The key that has opened it and closes it again, beside Esc. */
  readonly toggle?: string;
}

export interface Notice {
  readonly severity: Severity;
  readonly text: string;
}

export interface UiState {
  readonly view: View;
  /** Where Esc leads to, the nearest last; the workers at the end of it. */
  readonly trail: readonly View[];
  readonly events: EventsState;
  readonly logs: LogsState;
  /** Number of a slot, not of a row: it stays on its slot when rows come and go. */
  readonly selected: number;
  readonly table: TableState;
  /** Where there is room for one time of the distribution: the longer one instead of the last minute. */
  readonly showsLongSpan: boolean;
  readonly dialog: Dialog | null;
  /** Of the open dialog; the safe answer is the default. */
  readonly answer: Answer;
  readonly menu: Menu | null;
  /** Index of an item of the open menu. */
  readonly chosen: number;
  readonly report: Report | null;
  /** The first line of the open report that is shown. */
  readonly reportOffset: number;
  readonly notice: Notice | null;
}

export const initialUiState: UiState = {
  view: 'workers',
  trail: [],
  events: initialEventsState,
  logs: initialLogsState,
  selected: 1,
  table: initialTableState,
  showsLongSpan: false,
  dialog: null,
  answer: 'no',
  menu: null,
  chosen: 0,
  report: null,
  reportOffset: 0,
  notice: null,
};

export type UiEvent =
  | EventsAction
  | LogsAction
  | TableAction
  /** By its own key, whatever was shown before. */
  | {readonly type: 'show-view'; readonly view: View}
  /** From the view that is shown, to come back to it. */
  | {readonly type: 'open-view'; readonly view: View}
  /** Those of the selected worker. */
  | {readonly type: 'open-logs'}
  | {readonly type: 'leave-view'}
  | {readonly type: 'select'; readonly slot: number}
  /** `order` has the numbers of the slots as they stand below each other: the selection stays among them. */
  | {readonly type: 'move'; readonly by: number; readonly order: readonly number[]}
  | {readonly type: 'switch-span'}
  | {readonly type: 'ask'; readonly dialog: Dialog}
  | {readonly type: 'switch-answer'; readonly by: 1 | -1}
  | {readonly type: 'close-dialog'}
  | {readonly type: 'open-menu'; readonly menu: Menu; readonly chosen: number}
  | {readonly type: 'choose'; readonly by: number}
  | {readonly type: 'close-menu'}
  | {readonly type: 'open-report'; readonly report: Report}
  /** `last` is the offset from which the rest of it fits the screen. */
  | {readonly type: 'scroll-report'; readonly by: number; readonly last: number}
  | {readonly type: 'close-report'}
  | {readonly type: 'notice'; readonly notice: Notice | null};

export function reduceUi(state: UiState, event: UiEvent): UiState {
  switch (event.type) {
    case 'show-view':
      return show(state, event.view, []);
    case 'open-view':
      return show(state, event.view, [...state.trail, state.view]);
    case 'open-logs': {
      const shown = show(state, 'logs', [...state.trail, state.view]);
      return {...shown, logs: {...shown.logs, onlySelected: true}};
    }
    case 'leave-view':
      return show(state, state.trail.at(-1) ?? 'workers', state.trail.slice(0, -1));
    case 'move-event':
    case 'follow-events':
    case 'lose-event':
    case 'next-threshold':
    case 'next-kind':
      return {...state, events: reduceEvents(state.events, event)};
    case 'select':
      return {...state, selected: event.slot};
    case 'move': {
      const {order, by} = event;
      const row = Math.max(0, Math.min(order.length - 1, order.indexOf(state.selected) + by));
      const selected = order[row] ?? state.selected;
      // A place among the lines of one worker says nothing about those of another.
      const isOther = state.view === 'logs' && selected !== state.selected;
      return {...state, selected, ...(isOther && {logs: followingLogs(state.logs)})};
    }
    case 'next-sort':
    case 'turn-sort':
    case 'begin-filter':
    case 'type-filter':
    case 'erase-filter':
    case 'keep-filter':
    case 'leave-filter':
    case 'toggle-mark':
    case 'clear-marks':
    case 'clear-table':
      return {...state, table: reduceTable(state.table, event)};
    case 'switch-span':
      return {...state, showsLongSpan: !state.showsLongSpan};
    case 'ask':
      return {...state, dialog: event.dialog, answer: 'no'};
    case 'switch-answer':
      return {...state, answer: nextAnswer(state, event.by)};
    case 'close-dialog':
      return {...state, dialog: null};
    case 'open-menu':
      return {...state, menu: event.menu, chosen: event.chosen};
    case 'choose': {
      const count = state.menu?.items.length ?? 1;
      return {...state, chosen: (state.chosen + event.by + count) % count};
    }
    case 'close-menu':
      return {...state, menu: null};
    case 'open-report':
      return {...state, report: event.report, reportOffset: 0};
    case 'scroll-report':
      return {...state, reportOffset: Math.max(0, Math.min(event.last, state.reportOffset + event.by))};
    case 'close-report':
      return {...state, report: null};
    case 'notice':
      return {...state, notice: event.notice};
    default:
      return {...state, logs: reduceLogs(state.logs, event)};
  }
}

function nextAnswer({dialog, answer}: UiState, by: 1 | -1): Answer {
  const answers: readonly Answer[] = dialog?.other ? ['no', 'yes', 'other'] : ['no', 'yes'];
  return answers.at((answers.indexOf(answer) + by) % answers.length)!;
}

function show(state: UiState, view: View, trail: readonly View[]): UiState {
  return {...state, view, trail, logs: followingLogs(state.logs)};
}
