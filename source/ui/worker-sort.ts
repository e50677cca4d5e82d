import type {SlotSnapshot} from '../api/types.js';
import type {Glyphs} from './theme.js';

/** What the rows of the worker table can be in the order of, as its head names it. */
const ORDERS = {
  // As they are shown: idle workers are not to change places with each other.
  CPU: slot => slot.worker && Math.round(slot.worker.cpuPercent),
  RSS: slot => slot.worker?.rssBytes,
  LOOP: slot => slot.worker && Math.round(slot.worker.eventLoopUtilization * 100),
  CONNS: slot => slot.worker?.connections.open,
  'REQ/S': slot => slot.worker?.requests.perSecond,
  P99: slot => slot.worker?.latency.p99Ms ?? undefined,
  RESTARTS: slot => slot.restarts,
} as const satisfies Record<string, (slot: SlotSnapshot) => number | null | undefined>;

export type SortColumn = keyof typeof ORDERS;

export interface WorkerSort {
  /** `null` for the number of the slot. */
  readonly column: SortColumn | null;
  readonly isTurned: boolean;
}

export const initialWorkerSort: WorkerSort = {column: null, isTurned: false};
const COLUMNS = [null, ...(Object.keys(ORDERS) as SortColumn[])];

export function nextSort({column}: WorkerSort): WorkerSort {
  return {column: COLUMNS[(COLUMNS.indexOf(column) + 1) % COLUMNS.length]!, isTurned: false};
}

export function turnSort(sort: WorkerSort): WorkerSort {
  return {...sort, isTurned: !sort.isTurned};
}

/** The largest first, and by number where there is no difference; those without a worker are always last. */
export function sortSlots(
  slots: readonly SlotSnapshot[],
  {column, isTurned}: WorkerSort,
): readonly SlotSnapshot[] {
  const turn = isTurned ? -1 : 1;
  if (column === null) return isTurned ? slots.toReversed() : slots;
  const figureOf = (slot: SlotSnapshot): number | undefined => ORDERS[column](slot) ?? undefined;
  return slots.toSorted((a, b) => {
    const [first, second] = [figureOf(a), figureOf(b)];
    if (first === undefined || second === undefined) {
      return Number(first === undefined) - Number(second === undefined) || a.slot - b.slot;
    }
    return turn * (second - first) || a.slot - b.slot;
  });
}

/** `by CPU ▼`; empty for the order of the slots. */
export function sortWords(sort: WorkerSort, glyphs: Glyphs): string {
  const arrow = sortArrow(sort, glyphs);
  return arrow && `by ${sort.column ?? 'number'} ${arrow}`;
}

/** Empty for the order of the slots. */
export function sortArrow({column, isTurned}: WorkerSort, glyphs: Glyphs): string {
  if (column === null) return isTurned ? glyphs.descending : '';
  return isTurned ? glyphs.ascending : glyphs.descending;
}
