import type {HistoryPoint} from '../api/types.js';
import {HISTORY_S} from '../api/types.js';
import {MEGABYTE, sizeInWords} from '../size-in-words.js';
import {sparkline} from './chart.js';
import {latency, percent, rate} from './format.js';
import {pane} from './pane.js';
import {axisTop, columnsOf, plotRows} from './plot.js';
import {toWidth, widthOf} from './text.js';
import {type Glyphs, paint} from './theme.js';

const LABEL_COLUMNS = 8;
/** The line of the axis, and a space in front of it. */
const AXIS_COLUMNS = 2;
const BORDER_COLUMNS = 4;
/** Corners, lines and air of the lower border. */
const FOOTER_COLUMNS = 6;
const SPAN_MS = HISTORY_S * 1000;
const NAME_COLUMNS = 13;
const FIGURE_COLUMNS = 29;
/** Of the line that is left of the axis of time, where the range stands in it. */
const LINE_COLUMNS_MIN = 2;

export interface ChartDefinition {
  readonly title: string;
  readonly value: (point: HistoryPoint) => number | null;
  /** Never above the value, and drawn in front of it. */
  readonly inner?: {readonly title: string; readonly value: (point: HistoryPoint) => number | null};
  readonly format: (value: number) => string;
  /** What the axis is a round number of, where that is not 1. */
  readonly unit?: number;
  /** The axis goes at least this far up: noise is not to look like load. */
  readonly leastTop: number;
}

export const workerCharts: readonly ChartDefinition[] = [
  {title: 'CPU', value: ({cpuPercent}) => cpuPercent, format: percent, leastTop: 10},
  {
    title: 'RSS',
    // A process that has none is not there, or was not measured yet.
    value: ({rssBytes}) => rssBytes || null,
    inner: {title: 'heap', value: ({heapUsedBytes}) => heapUsedBytes || null},
    format: sizeInWords,
    unit: MEGABYTE,
    leastTop: MEGABYTE,
  },
  {title: 'loop lag p99', value: ({delayP99Ms}) => delayP99Ms, format: latency, leastTop: 10},
  {title: 'req/s', value: ({requestsPerSecond}) => requestsPerSecond, format: rate, leastTop: 10},
  {
    title: 'latency p99',
    value: ({p99Ms}) => p99Ms,
    inner: {title: 'p50', value: ({p50Ms}) => p50Ms},
    format: latency,
    leastTop: 1,
  },
];

/**
 * A pane with a chart of the last ten minutes: values now in the upper border, the axis of values on the left, that
 * of time in the lower border, and the least and the most in its middle.
 */
export function chartPane(
  {title, value, inner, format, unit = 1, leastTop}: ChartDefinition,
  points: readonly HistoryPoint[],
  now: number,
  columns: number,
  rows: number,
  glyphs: Glyphs,
): string[] {
  const plotColumns = columns - BORDER_COLUMNS - LABEL_COLUMNS - AXIS_COLUMNS;
  const inTime = (figureOf: ChartDefinition['value']) =>
    columnsOf(points, figureOf, now, SPAN_MS, plotColumns);
  const series = inTime(value);
  const most = Math.max(0, ...series.map(shown => shown ?? 0));
  const top = axisTop(most / unit, leastTop / unit) * unit;
  const last = points.at(-1);
  const innerNow =
    inner && last ? `${paint.second(`${inner.title} ${textOf(inner.value(last), format)}`)}  ` : '';
  return pane({
    title,
    status: innerNow + (last ? paint.strong(textOf(value(last), format)) : paint.label('none yet')),
    footer: timeAxis(rangeOf(points, value, format), columns - FOOTER_COLUMNS, glyphs),
    lines: plotRows({
      series,
      ...(inner && {inner: inTime(inner.value)}),
      top,
      rows,
      labels: [format(top), '0'],
      labelColumns: LABEL_COLUMNS,
      glyphs,
    }),
    columns,
    rows,
    glyphs,
  });
}

/** The same in one line, where there is no room for panes. */
export function chartLine(
  {title, value, format}: ChartDefinition,
  points: readonly HistoryPoint[],
  now: number,
  columns: number,
  glyphs: Glyphs,
): string {
  const room = columns - NAME_COLUMNS - FIGURE_COLUMNS - 1;
  const values = columnsOf(points, value, now, SPAN_MS, room).map(shown => shown ?? 0);
  return [
    paint.label(toWidth(title, NAME_COLUMNS)),
    paint.accent(sparkline(values, room, glyphs)),
    ' ',
    toWidth(figures(points, value, format), FIGURE_COLUMNS, 'left', glyphs.ellipsis),
  ].join('');
}

/** `12% of 0% to 97%`: now, and the least and the most of the time that is shown. */
function figures(
  points: readonly HistoryPoint[],
  figureOf: ChartDefinition['value'],
  format: ChartDefinition['format'],
): string {
  const last = points.at(-1);
  const range = rangeOf(points, figureOf, format);
  if (!last || range === '') return paint.label('none yet');
  return `${paint.strong(textOf(figureOf(last), format))} ${paint.label(`of ${range}`)}`;
}

/** `0% to 97%`; empty where there is nothing. */
function rangeOf(
  points: readonly HistoryPoint[],
  figureOf: ChartDefinition['value'],
  format: ChartDefinition['format'],
): string {
  const values = points.flatMap(point => figureOf(point) ?? []);
  if (values.length === 0) return '';
  return `${format(Math.min(...values))} to ${format(Math.max(...values))}`;
}

function textOf(value: number | null, format: ChartDefinition['format']): string {
  return value === null ? '-' : format(value);
}

/** `10 min ago ─── 0% to 97% ─── now`. */
function timeAxis(range: string, columns: number, glyphs: Glyphs): string {
  const middle = range && ` ${range} `;
  const to = ' now';
  const from = ['10 min ago ', '10 min '].find(
    text => columns - widthOf(text + middle + to) >= LINE_COLUMNS_MIN,
  );
  if (!from) return paint.label(range);
  const line = columns - widthOf(from + middle + to);
  const left = Math.floor(line / 2);
  const {horizontal} = glyphs.border;
  return (
    paint.label(from) +
    paint.border(horizontal.repeat(left)) +
    middle +
    paint.border(horizontal.repeat(line - left)) +
    paint.label(to)
  );
}
