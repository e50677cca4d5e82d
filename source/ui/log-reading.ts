import type {LogLine} from '../api/types.js';
import type {Layout} from './layout.js';
import {type LogView, linesOf} from './log-feed.js';
import {type LogStyle, logHeight} from './log-lines.js';
import type {LogPlace, LogsState} from './logs-state.js';
import {matchingLines} from './pattern.js';
import type {HeightOf, Place} from './scroll.js';
import type {Glyphs} from './theme.js';

/** The lines that the logs view shows, and how: what keys move through and the screen draws. */
export interface LogReading {
  /** With the pattern, where only those are shown. */
  readonly lines: readonly LogLine[];
  /** Indexes of those of them that have the pattern. */
  readonly found: readonly number[];
  readonly pattern: string;
  /** Where the view stands still among them; `null` for the newest. */
  readonly place: Place | null;
  readonly rows: number;
  readonly heightOf: HeightOf;
  readonly style: LogStyle;
}

/** @param slot the selected one. */
export function readLogs(
  view: LogView,
  {onlySelected, place, pattern: kept, typed, onlyMatches, wraps, timestamps, isBare}: LogsState,
  slot: number,
  {innerColumns, paneRows, bodyRows, columns: screenColumns}: Layout,
  glyphs: Glyphs,
): LogReading {
  const all = linesOf(view, onlySelected ? slot : null);
  const pattern = typed ?? kept;
  const inAll = pattern === '' ? [] : matchingLines(all, pattern);
  const isFiltered = onlyMatches && pattern !== '';
  const lines = isFiltered ? inAll.map(index => all[index]!) : all;
  const style = {columns: isBare ? screenColumns : innerColumns, timestamps, wraps, pattern, glyphs};
  return {
    lines,
    found: isFiltered ? lines.map((_, index) => index) : inAll,
    pattern,
    place: place && placeAmong(lines, place),
    rows: isBare ? bodyRows : paneRows,
    heightOf: index => logHeight(lines[index]!, style),
    style,
  };
}

/** The next line stands for one that is not among them. */
function placeAmong(lines: readonly LogLine[], {id: wanted, row}: LogPlace): Place | null {
  const item = lines.findIndex(({id}) => id >= wanted);
  return item < 0 ? null : {item, row: lines[item]!.id === wanted ? row : 0};
}

/** The match that was gone to, or else the newest line, or the one at the top where the view stands still. */
export function selectedLine({lines, place}: LogReading, {match}: LogsState): LogLine | undefined {
  return lines.find(({id}) => id === match) ?? (place ? lines[place.item] : lines.at(-1));
}
