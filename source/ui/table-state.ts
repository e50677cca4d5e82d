import type {SlotSnapshot} from '../api/types.js';
import {eraseFrom, matches, typeInto} from './pattern.js';
import {glyphSets} from './theme.js';
import {stateOf} from './worker-lines.js';
import {initialWorkerSort, nextSort, sortSlots, turnSort, type WorkerSort} from './worker-sort.js';

/** Fewer digits are in the pids of most workers. */
const PID_DIGITS_MIN = 3;

/** How the worker table shows its rows. */
export interface TableState {
  readonly sort: WorkerSort;
  /** Only workers whose number this is, or in whose pid or state it is; empty for all. */
  readonly pattern: string;
  /** The pattern as far as it has been typed; `null` while none is typed. */
  readonly typed: string | null;
  /** Numbers of slots that are acted on together. */
  readonly marked: readonly number[];
}

export const initialTableState: TableState = {
  sort: initialWorkerSort,
  pattern: '',
  typed: null,
  marked: [],
};

export type TableAction =
  | {readonly type: 'next-sort'}
  | {readonly type: 'turn-sort'}
  | {readonly type: 'begin-filter'}
  | {readonly type: 'type-filter'; readonly text: string}
  | {readonly type: 'erase-filter'}
  | {readonly type: 'keep-filter'}
  /** As it was before it was typed. */
  | {readonly type: 'leave-filter'}
  | {readonly type: 'toggle-mark'; readonly slot: number}
  | {readonly type: 'clear-marks'}
  /** What is looked for or, where nothing is, the marks. */
  | {readonly type: 'clear-table'};

export function reduceTable(state: TableState, action: TableAction): TableState {
  switch (action.type) {
    case 'next-sort':
      return {...state, sort: nextSort(state.sort)};
    case 'turn-sort':
      return {...state, sort: turnSort(state.sort)};
    case 'begin-filter':
      return {...state, typed: ''};
    case 'type-filter':
      return {...state, typed: typeInto(state.typed, action.text)};
    case 'erase-filter':
      return {...state, typed: eraseFrom(state.typed)};
    case 'keep-filter':
      return {...state, pattern: state.typed ?? '', typed: null};
    case 'leave-filter':
      return {...state, typed: null};
    case 'toggle-mark': {
      const {slot} = action;
      const {marked} = state;
      return {
        ...state,
        marked: marked.includes(slot) ? marked.filter(one => one !== slot) : [...marked, slot],
      };
    }
    case 'clear-marks':
      return {...state, marked: []};
    case 'clear-table':
      // Marks last from one filter to the next: they can be collected with several.
      return state.pattern === '' ? {...state, marked: []} : {...state, pattern: ''};
  }
}

/** Nothing is looked for, and nothing is marked. */
export function hasNothingToClear({pattern, marked}: TableState): boolean {
  return pattern === '' && marked.length === 0;
}

/** What is looked for now. */
export function filterOf({pattern, typed}: TableState): string {
  return typed ?? pattern;
}

/** Those that pass, in their order. */
export function visibleSlots(slots: readonly SlotSnapshot[], table: TableState): readonly SlotSnapshot[] {
  const wanted = filterOf(table).trim().toLowerCase();
  const passing = wanted === '' ? slots : slots.filter(slot => passes(slot, wanted));
  return sortSlots(passing, table.sort);
}

/** The selected one of those that are visible, or else one that is; `null` if there is none. */
export function visibleSlot(
  selected: number,
  slots: readonly SlotSnapshot[],
  table: TableState,
): number | null {
  if (filterOf(table) === '') return Math.min(selected, Math.max(1, slots.length));
  const visible = visibleSlots(slots, table);
  if (visible.some(({slot}) => slot === selected)) return selected;
  return visible[0]?.slot ?? null;
}

/** Those of the marked ones that there are, in the order of their numbers. */
export function markedSlots(slots: readonly SlotSnapshot[], {marked}: TableState): readonly SlotSnapshot[] {
  return slots.filter(({slot}) => marked.includes(slot));
}

/** A number is that of a slot, or else part of a pid. */
function passes(slot: SlotSnapshot, wanted: string): boolean {
  if (!/^\d+$/.test(wanted)) return matches(textOf(slot), wanted);
  if (slot.slot === Number(wanted)) return true;
  const pids = [slot.worker, ...slot.others].map(worker => String(worker?.pid ?? ''));
  return wanted.length >= PID_DIGITS_MIN && pids.some(pid => pid.includes(wanted));
}

/** With those that share the slot for a while, such as one that drains. */
function textOf(slot: SlotSnapshot): string {
  const workers = [slot.worker, ...slot.others].map(worker => {
    const [, state] = stateOf(slot, worker, glyphSets.ascii);
    return `pid ${worker?.pid ?? ''} ${state}`;
  });
  return `worker ${slot.slot} ${workers.join(' ')}`;
}
