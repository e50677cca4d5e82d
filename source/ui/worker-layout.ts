/** What the panes of one worker get of the screen: a pure function of its size. */

export const BORDER_ROWS = 2;
/** Rows of a chart, without its borders. */
const PLOT_ROWS_MIN = 2;
const PLOT_ROWS_MAX = 8;
/** Rows for log lines, without borders, that are worth a pane. */
const LOG_ROWS_MIN = 3;
/** Workers of which the phases are told in a pane, on a screen of usual size and on a high one. */
const PHASE_ROWS = 3;
const PHASE_ROWS_HIGH = 6;
const HIGH_ROWS = 45;
/** Rows for what a worker is doing. */
const NOW_ROWS_MAX = 4;
const CHARTS = 5;
/** Charts, and the events beside the last one. */
const CELLS = CHARTS + 1;
/** A narrower chart has no room for its figures. */
const CELL_COLUMNS_MIN = 38;
const GRID_COLUMNS_MAX = 3;

/** Rows are those inside the borders of a pane. */
export interface WorkerLayout {
  readonly nowRows: number;
  /** Charts beside each other; 0 where each is one line of a single pane. */
  readonly gridColumns: number;
  /** Of the charts, one number for each row of the grid. */
  readonly plotRows: readonly number[];
  /** Of the pane for phases; 0 where there is none. */
  readonly phaseRows: number;
  /** Of the pane for log lines; 0 where there is none. */
  readonly logRows: number;
  /** Names of panes for which there is no room. */
  readonly hidden: readonly string[];
}

export function computeWorkerLayout(columns: number, bodyRows: number): WorkerLayout {
  const gridColumns = Math.min(GRID_COLUMNS_MAX, Math.max(1, Math.floor(columns / CELL_COLUMNS_MIN)));
  const gridRows = CELLS / gridColumns;
  const least = gridRows * (PLOT_ROWS_MIN + BORDER_ROWS);
  const nowRows = nowRowsOf(bodyRows - least);
  const belowNow = bodyRows - nowRows - BORDER_ROWS;
  if (belowNow < least || gridColumns === 1) {
    const lines = bodyRows - CHARTS - 2 * BORDER_ROWS;
    return {
      nowRows: Math.min(NOW_ROWS_MAX, Math.max(1, lines)),
      gridColumns: 0,
      plotRows: [],
      phaseRows: 0,
      logRows: 0,
      hidden: ['axes', 'events', 'logs'],
    };
  }
  const forLogs = LOG_ROWS_MIN + BORDER_ROWS;
  const wantedPhases = bodyRows >= HIGH_ROWS ? PHASE_ROWS_HIGH : PHASE_ROWS;
  const phaseRows = belowNow >= least + forLogs + wantedPhases + BORDER_ROWS ? wantedPhases : 0;
  const room = belowNow - (phaseRows > 0 ? phaseRows + BORDER_ROWS : 0);
  const most = gridRows * (PLOT_ROWS_MAX + BORDER_ROWS);
  const hasLogs = room >= least + forLogs;
  // Both grow with the screen: charts get two thirds of it.
  const wanted = hasLogs ? Math.max(least, Math.min(most, Math.floor((room * 2) / 3), room - forLogs)) : room;
  const each = Math.floor(wanted / gridRows);
  const left = hasLogs ? 0 : room - each * gridRows;
  const plotRows = Array.from({length: gridRows}, (_, row) => each - BORDER_ROWS + (row < left ? 1 : 0));
  return {
    nowRows,
    gridColumns,
    plotRows,
    phaseRows,
    logRows: hasLogs ? room - each * gridRows - BORDER_ROWS : 0,
    hidden: hasLogs ? [] : ['logs'],
  };
}

/** @param rows that the charts leave at least. */
function nowRowsOf(rows: number): number {
  // What a usual screen has besides comes first.
  if (rows >= NOW_ROWS_MAX + PHASE_ROWS + LOG_ROWS_MIN + 3 * BORDER_ROWS) return NOW_ROWS_MAX;
  if (rows >= 3 + 2 * BORDER_ROWS) return 3;
  return rows >= 2 + BORDER_ROWS ? 2 : 1;
}

/** Widths of so many panes beside each other that fill `columns`. */
export function cellColumns(columns: number, cells: number): number[] {
  const each = Math.floor(columns / cells);
  return Array.from({length: cells}, (_, cell) => each + (cell < columns - each * cells ? 1 : 0));
}
