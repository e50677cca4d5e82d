import type {LogLine} from '../api/types.js';
import {clock} from './format.js';
import {type Range, rangesOf} from './pattern.js';
import {lastPlace, type Place} from './scroll.js';
import {toWidth, wrap} from './text.js';
import {type Glyphs, paint} from './theme.js';

const MARK_COLUMNS = 2;
const TIME_COLUMNS = 13;
const SLOT_COLUMNS = 3;
const STREAM_COLUMNS = 3;
/** More than any screen is wide; measuring much more would take long. */
const CUT_CHARS = 1000;

/** How lines are drawn. */
export interface LogStyle {
  readonly columns: number;
  readonly timestamps: boolean;
  readonly wraps: boolean;
  /** Marked where it stands. */
  readonly pattern: string;
  readonly glyphs: Glyphs;
}

/** What is shown of the lines: from a place on, or the newest with `null`. */
export function visibleLogRows(
  lines: readonly LogLine[],
  place: Place | null,
  rows: number,
  style: LogStyle,
  match: number | null = null,
): string[] {
  const last = lastPlace(lines.length, rows, index => logHeight(lines[index]!, style));
  const start = place && place.item < lines.length ? place : last;
  const shown: string[] = [];
  for (let index = start.item; index < lines.length && shown.length < rows + start.row; index++) {
    const line = lines[index]!;
    shown.push(...logRows(line, style, line.id === match));
  }
  return shown.slice(start.row, start.row + rows);
}

/** Rows that a line takes. */
export function logHeight(line: LogLine, style: LogStyle): number {
  return style.wraps ? wrap(line.text, textColumns(style)).length : 1;
}

/** `▸ 14:03:59.120   3 ▲ text`: a mark where the pattern stands, the worker, and a sign for stderr. */
function logRows(line: LogLine, style: LogStyle, isCurrent: boolean): string[] {
  const {pattern, glyphs, wraps} = style;
  const columns = textColumns(style);
  const ranges = rangesOf(line.text, pattern);
  const texts = wraps
    ? wrap(line.text, columns)
    : [toWidth(line.text.slice(0, CUT_CHARS), columns, 'left', glyphs.ellipsis)];
  const lead = leadOf(line, style, isCurrent, ranges.length > 0);
  const below = ' '.repeat(style.columns - columns);
  let from = 0;
  return texts.map((text, row) => {
    const painted = marked(text, from, ranges);
    from += text.length;
    return (row === 0 ? lead : below) + painted;
  });
}

function textColumns({columns, timestamps}: LogStyle): number {
  return columns - MARK_COLUMNS - (timestamps ? TIME_COLUMNS : 0) - SLOT_COLUMNS - STREAM_COLUMNS;
}

function leadOf(
  {at, slot, stream}: LogLine,
  {timestamps, glyphs}: LogStyle,
  isCurrent: boolean,
  hasMatch: boolean,
): string {
  const mark = isCurrent
    ? paint.selected(`${glyphs.selected} `)
    : hasMatch
      ? `${paint.accent(glyphs.ready)} `
      : '  ';
  const time = timestamps ? paint.label(`${clock(at)}.${String(at % 1000).padStart(3, '0')} `) : '';
  const sign =
    stream === 'stderr' ? paint.warning(` ${glyphs.warning} `) : paint.border(` ${glyphs.border.vertical} `);
  return mark + time + paint.accent(String(slot).padStart(SLOT_COLUMNS)) + sign;
}

/** A piece of a text that begins at `from` in it, with what is found in inverse. */
function marked(text: string, from: number, ranges: readonly Range[]): string {
  let painted = '';
  let at = 0;
  for (const [start, end] of ranges) {
    const left = Math.max(at, start - from);
    const right = Math.min(text.length, end - from);
    if (right <= left) continue;
    painted += text.slice(at, left) + paint.selected(text.slice(left, right));
    at = right;
  }
  return painted + text.slice(at);
}
