/** What the panes get of the screen: a pure function of its size and of how much there is to show. */

export const COLUMNS_MIN = 60;
export const ROWS_MIN = 15;
/** With more slots the distribution is drawn as one block a slot. */
export const DISTRIBUTION_ROWS_MAX = 8;

const BORDER_ROWS = 2;
const HINT_ROWS = 1;
const TABLE_HEAD_ROWS = 1;
const EVENT_ROWS_MIN = 3;
const COMPACT_DISTRIBUTION_ROWS = 2;

export interface LayoutInput {
  readonly columns: number;
  readonly rows: number;
  readonly slots: number;
  /** Rows of the worker table: slots, and workers that share one. */
  readonly tableRows: number;
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
  readonly eventRows: number;
  /** Names of panes for which there is no room. */
  readonly hidden: readonly string[];
}

export function computeLayout({columns, rows, slots, tableRows}: LayoutInput): Layout {
  const headerRows = rows >= 24 ? 3 : rows >= 18 ? 2 : 1;
  // Border and one column of air on each side.
  const innerColumns = columns - 4;
  const body = rows - headerRows - BORDER_ROWS - HINT_ROWS;
  const events = EVENT_ROWS_MIN + BORDER_ROWS;
  const tableFrame = BORDER_ROWS + TABLE_HEAD_ROWS;

  const wantedDistribution = slots <= DISTRIBUTION_ROWS_MAX ? slots : COMPACT_DISTRIBUTION_ROWS;
  const distribution = wantedDistribution + BORDER_ROWS;
  // The table may push the events down to their minimum, and the distribution out if that is not enough.
  const tableMin = Math.min(tableRows, 4);
  const hasDistribution = body - events - distribution >= tableMin + tableFrame;
  const distributionRows = hasDistribution ? wantedDistribution : 0;
  const forTable = body - events - (hasDistribution ? distribution : 0) - tableFrame;
  const shownTableRows = Math.max(1, Math.min(tableRows, forTable));
  const left = body - (hasDistribution ? distribution : 0) - tableFrame - shownTableRows;
  return {
    tooSmall: columns < COLUMNS_MIN || rows < ROWS_MIN,
    columns,
    innerColumns,
    headerRows,
    bodyRows: body,
    paneRows: body - BORDER_ROWS,
    tableRows: shownTableRows,
    distributionRows,
    eventRows: Math.max(0, left - BORDER_ROWS),
    hidden: hasDistribution ? [] : ['distribution'],
  };
}

/** The first of `shown` rows so that the selected one of `total` is among them, moving as little as it can. */
export function scrollOffset(previous: number, selected: number, shown: number, total: number): number {
  const last = Math.max(0, total - shown);
  const offset = Math.min(Math.max(previous, selected - shown + 1), selected);
  return Math.min(Math.max(0, offset), last);
}
