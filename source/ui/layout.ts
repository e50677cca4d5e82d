/** What the panes get of the screen: a pure function of its size and of how much there is to show. */

export const COLUMNS_MIN = 60;
export const ROWS_MIN = 15;
/** With more slots the distribution and a reload are drawn as one sign a slot. */
const SLOT_ROWS_MAX = 8;

const BORDER_ROWS = 2;
const HINT_ROWS = 1;
const TABLE_HEAD_ROWS = 1;
const EVENT_ROWS_MIN = 3;
const COMPACT_ROWS = 2;
/** From so many on, two spans of the distribution fit beside each other, with their heads. */
const SIDE_BY_SIDE_COLUMNS_MIN = 116;
const SIDE_BY_SIDE_HEAD_ROWS = 1;
const TABLE_ROWS_MIN = 4;

export interface LayoutInput {
  readonly columns: number;
  readonly rows: number;
  readonly slots: number;
  /** Rows of the worker table: slots, and workers that share one. */
  readonly tableRows: number;
  /** How many times there are over which the distribution can be told. */
  readonly spans?: number;
  /** Slots of the reload that is shown; without one, 0. */
  readonly reloadSlots?: number;
  /** Above the header, for the names of several clusters. */
  readonly clusterRows?: number;
}

/** Rows are those inside the borders of a pane; 0 is a pane that is left out. */
export interface Layout {
  readonly tooSmall: boolean;
  readonly columns: number;
  /** Inside the borders of a pane. */
  readonly innerColumns: number;
  readonly headerRows: number;
  /** Below the header and above the hints, borders included. */
  readonly bodyRows: number;
  /** Of a view that is one pane. */
  readonly paneRows: number;
  readonly tableRows: number;
  readonly distributionRows: number;
  /** Of the times over which the distribution can be told, how many are shown. */
  readonly distributionSpans: number;
  readonly reloadRows: number;
  readonly eventRows: number;
  /** Names of panes for which there is no room. */
  readonly hidden: readonly string[];
}

export function computeLayout({
  columns,
  rows,
  slots,
  tableRows,
  spans = 1,
  reloadSlots = 0,
  clusterRows = 0,
}: LayoutInput): Layout {
  const headerRows = rows >= 24 ? 3 : rows >= 18 ? 2 : 1;
  // Border and one column of air on each side.
  const innerColumns = columns - 4;
  const body = rows - clusterRows - headerRows - BORDER_ROWS - HINT_ROWS;
  const events = EVENT_ROWS_MIN + BORDER_ROWS;
  const tableFrame = BORDER_ROWS + TABLE_HEAD_ROWS;

  // The table may push the events down to their minimum, and other panes out if that is not enough.
  let room = body - events - Math.min(tableRows, TABLE_ROWS_MIN) - tableFrame;
  const take = (wanted: number) => {
    if (wanted === 0 || wanted + BORDER_ROWS > room) return 0;
    room -= wanted + BORDER_ROWS;
    return wanted;
  };
  const reloadRows = take(rowsFor(reloadSlots));
  const canBeWide = spans > 1 && slots <= SLOT_ROWS_MAX && columns >= SIDE_BY_SIDE_COLUMNS_MIN;
  const wideRows = canBeWide ? take(slots + SIDE_BY_SIDE_HEAD_ROWS) : 0;
  const distributionRows = wideRows || take(rowsFor(slots));
  const taken = [reloadRows, distributionRows].reduce((sum, own) => sum + (own && own + BORDER_ROWS), 0);
  const shownTableRows = Math.max(1, Math.min(tableRows, body - events - taken - tableFrame));
  const left = body - taken - tableFrame - shownTableRows;
  return {
    tooSmall: columns < COLUMNS_MIN || rows < ROWS_MIN,
    columns,
    innerColumns,
    headerRows,
    bodyRows: body,
    paneRows: body - BORDER_ROWS,
    tableRows: shownTableRows,
    distributionRows,
    distributionSpans: wideRows > 0 ? spans : Math.min(1, distributionRows),
    reloadRows,
    eventRows: Math.max(0, left - BORDER_ROWS),
    hidden: distributionRows > 0 ? [] : ['distribution'],
  };
}

function rowsFor(slots: number): number {
  return slots <= SLOT_ROWS_MAX ? slots : COMPACT_ROWS;
}

/** The first of `shown` rows so that the selected one of `total` is among them, moving as little as it can. */
export function scrollOffset(previous: number, selected: number, shown: number, total: number): number {
  const last = Math.max(0, total - shown);
  const offset = Math.min(Math.max(previous, selected - shown + 1), selected);
  return Math.min(Math.max(0, offset), last);
}
