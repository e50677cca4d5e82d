import type {HistoryPoint, SlotSnapshot} from '../api/types.js';
import {eventLine} from './event-lines.js';
import {plural} from './format.js';
import {linesOf} from './log-feed.js';
import {visibleLogRows} from './log-lines.js';
import {FRAME_COLUMNS, pane, STATUS_GAP_COLUMNS} from './pane.js';
import {phaseHistory} from './phase-history.js';
import {phaseFooter, phaseLine} from './phase-lines.js';
import type {Scene} from './scene.js';
import {firstThatFits, widthOf} from './text.js';
import {paint} from './theme.js';
import {chartLine, chartPane, workerCharts} from './worker-charts.js';
import {BORDER_ROWS, cellColumns, computeWorkerLayout, type WorkerLayout} from './worker-layout.js';
import {workerFinding, workerNowLines} from './worker-now.js';

/** The view of one worker: what it is doing, its last ten minutes, and its newest events and log lines. */
export function workerScreen(scene: Scene): string[] {
  const {view, slot: number, columns, layout: screen} = scene;
  const layout = computeWorkerLayout(columns, screen.bodyRows);
  const slot = view.snapshot.slots[number - 1]!;
  return [
    ...nowPane(scene, slot, layout),
    ...(layout.gridColumns > 0 ? chartGrid(scene, layout) : compactCharts(scene, layout)),
    ...(layout.phaseRows > 0 ? phasesPane(scene, slot, layout) : []),
    ...(layout.logRows > 0 ? logsPane(scene, layout) : []),
  ];
}

/** What stands below the line that says what a worker is at. */
function belowState({lastDeath}: SlotSnapshot): string[] {
  return ['figures', ...(lastDeath ? ['last death'] : []), 'lag'];
}

function nowPane(
  {view: {snapshot, events}, columns, layout: {innerColumns}, glyphs}: Scene,
  slot: SlotSnapshot,
  layout: WorkerLayout,
): string[] {
  const lines = workerNowLines(slot, snapshot.at, innerColumns, glyphs);
  const finding = workerFinding(snapshot, slot.slot, glyphs);
  const hasPhases = layout.phaseRows > 0;
  const hidden = [
    ...(finding && !hasPhases ? ['phases'] : []),
    ...belowState(slot).slice(layout.nowRows - 1, lines.length - 1),
    ...layout.hidden,
  ];
  const title = `worker ${slot.slot} of ${snapshot.slots.length}`;
  const statusRoom = columns - FRAME_COLUMNS - widthOf(title) - STATUS_GAP_COLUMNS;
  const names = [`${hidden.join(', ')} hidden`, `${hidden.length} parts hidden`];
  return pane({
    title,
    status: hidden.length > 0 ? paint.label(firstThatFits(names, statusRoom)) : '',
    footer: finding || (hasPhases ? '' : phaseFooter(phaseHistory(events, slot), snapshot.at, glyphs)),
    lines,
    columns,
    rows: layout.nowRows,
    glyphs,
  });
}

/** The charts, and behind the last of them the events. */
function chartGrid(scene: Scene, {gridColumns, plotRows}: WorkerLayout): string[] {
  const {view, columns, glyphs} = scene;
  const widths = cellColumns(columns, gridColumns);
  return plotRows.flatMap((rows, gridRow) => {
    const cells = widths.map((width, gridColumn) => {
      const chart = workerCharts[gridRow * gridColumns + gridColumn];
      return chart
        ? chartPane(chart, pointsOf(scene), view.snapshot.at, width, rows, glyphs)
        : eventsPane(scene, width, rows);
    });
    return cells[0]!.map((_, row) => cells.map(cell => cell[row]).join(''));
  });
}

/** None, as long as those that there are belong to another worker. */
function pointsOf({view: {slotHistory}, slot}: Scene): readonly HistoryPoint[] {
  return slotHistory.slot === slot ? slotHistory.points : [];
}

/** Each chart in one line, and all that is left of the screen for them. */
function compactCharts(scene: Scene, {nowRows}: WorkerLayout): string[] {
  const {view, layout, columns, glyphs} = scene;
  return pane({
    title: 'last 10 minutes',
    status: paint.label('now, and from least to most'),
    lines: workerCharts.map(chart =>
      chartLine(chart, pointsOf(scene), view.snapshot.at, layout.innerColumns, glyphs),
    ),
    columns,
    rows: layout.bodyRows - nowRows - 2 * BORDER_ROWS,
    glyphs,
  });
}

function eventsPane({view, slot, glyphs}: Scene, columns: number, rows: number): string[] {
  const events = view.events.filter(event => event.slot === slot);
  return pane({
    title: 'its events',
    status: paint.label(plural(events.length, 'event')),
    lines: events.slice(-rows).map(event => eventLine(event, glyphs)),
    columns,
    rows,
    glyphs,
  });
}

/** The newest workers of the slot, the one that stands for it last. */
function phasesPane(
  {view: {snapshot, events}, columns, glyphs}: Scene,
  slot: SlotSnapshot,
  {phaseRows}: WorkerLayout,
): string[] {
  const lives = phaseHistory(events, slot);
  const shown = lives.slice(-phaseRows);
  const lines = shown.map(life => phaseLine(life, snapshot.at, glyphs));
  return pane({
    title: 'its phases',
    status: paint.label(`${shown.length} of ${plural(lives.length, 'worker')}`),
    lines,
    columns,
    rows: phaseRows,
    glyphs,
  });
}

function logsPane({view, ui, layout, columns, slot, glyphs}: Scene, {logRows}: WorkerLayout): string[] {
  const style = {
    columns: layout.innerColumns,
    timestamps: ui.logs.timestamps,
    wraps: false,
    pattern: '',
    glyphs,
  };
  return pane({
    title: 'its logs',
    status: paint.label('l opens them'),
    lines: visibleLogRows(linesOf(view.logs, slot), null, logRows, style),
    columns,
    rows: logRows,
    glyphs,
  });
}
