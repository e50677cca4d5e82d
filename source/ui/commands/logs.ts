import {logText} from '../copying.js';
import {type LogReading, readLogs, selectedLine} from '../log-reading.js';
import type {LogPlace} from '../logs-state.js';
import {isBefore, lastPlace, movePlace, type Place} from '../scroll.js';
import {glyphSets} from '../theme.js';
import {type CommandContext, type Commands, moving} from './context.js';

/** Keys of the logs view. */
export function logsCommands(context: CommandContext): Commands {
  const {geometry, send} = context;
  return {
    ...moving(geometry.layout.paneRows, by => scroll(by, context)),
    follow: () => {
      if (context.ui.logs.place) follow(context);
      else stay(standStill(context), context);
    },
    wrap: () => send({type: 'toggle-wrap'}),
    bare: () => send({type: 'toggle-bare'}),
    copy: () => copyLine(context),
    timestamps: () => send({type: 'toggle-timestamps'}),
    'all-workers': () => send({type: 'toggle-scope'}),
    search: () => send({type: 'begin-pattern'}),
    'only-matches': () => send({type: 'toggle-matches'}),
    'next-match': () => goToMatch('newer', context),
    'previous-match': () => goToMatch('older', context),
  };
}

function scroll(by: number, context: CommandContext): void {
  if (by === Number.POSITIVE_INFINITY) {
    follow(context);
    return;
  }
  const reading = standStill(context);
  const {lines, rows, heightOf} = reading;
  const place = movePlace(placeOf(reading), by, lines.length, rows, heightOf);
  // Whoever goes down to the newest follows again.
  if (by > 0 && !isBefore(place, lastPlace(lines.length, rows, heightOf))) follow(context);
  else stay({...reading, place}, context);
}

/** Where it is. */
function stay(reading: LogReading, context: CommandContext): void {
  const place = lastingPlace(reading, placeOf(reading));
  if (place) context.send({type: 'place-logs', place});
  else follow(context);
}

function follow({session, send}: CommandContext): void {
  session.store.holdLogs(false);
  send({type: 'place-logs', place: null});
}

/** What a place counts in must not move on beneath it. */
function standStill(context: CommandContext): LogReading {
  if (context.ui.logs.place === null) context.session.store.holdLogs(true);
  return readingOf(context);
}

/** How it is drawn does not matter for where it is. */
function readingOf({session, ui, slot, geometry}: CommandContext): LogReading {
  return readLogs(session.store.getView().logs, ui.logs, slot, geometry.layout, glyphSets.unicode);
}

function placeOf({place, lines, rows, heightOf}: LogReading): Place {
  return place ?? lastPlace(lines.length, rows, heightOf);
}

/** `null` where there are no lines. */
function lastingPlace({lines}: LogReading, {item, row}: Place): LogPlace | null {
  const line = lines[item];
  return line ? {id: line.id, row} : null;
}

function goToMatch(direction: 'newer' | 'older', context: CommandContext): void {
  const reading = standStill(context);
  const place = placeOf(reading);
  const next = matchFrom(direction, reading, place, context.ui.logs.match);
  if (next) showMatch(next.item, reading, place, context);
  else tellOfNone(reading, context);
  if (next?.hasTurned) {
    const {found} = reading;
    const ends = direction === 'newer' ? 'end reached, on from the start' : 'start reached, on from the end';
    const text = `${ends}: match ${found.indexOf(next.item) + 1} of ${found.length}`;
    context.notify({severity: 'info', text});
  }
}

/** The first one on the screen or below it, or else the last one above. */
export function goToNearestMatch(context: CommandContext): void {
  const reading = standStill(context);
  const place = placeOf(reading);
  const nearest = reading.found.find(index => index >= place.item) ?? reading.found.at(-1);
  if (nearest === undefined) tellOfNone(reading, context);
  else showMatch(nearest, reading, place, context);
}

function tellOfNone({pattern}: LogReading, context: CommandContext): void {
  const text =
    pattern === ''
      ? 'nothing is looked for; / types a pattern'
      : `no line with "${pattern}" is among those that are kept`;
  context.notify({severity: 'info', text});
  if (context.ui.logs.place === null) follow(context);
}

/** @param item index of its line. */
function showMatch(item: number, reading: LogReading, place: Place, {send}: CommandContext): void {
  const {lines, rows, heightOf} = reading;
  let below = 0;
  for (let index = place.item; index <= item && below <= rows; index++) below += heightOf(index);
  const isInSight = item >= place.item && below <= rows;
  const middle = {item, row: 0};
  const shown = isInSight ? place : movePlace(middle, -Math.floor(rows / 2), lines.length, rows, heightOf);
  send({
    type: 'go-to-match',
    match: lines[item]!.id,
    place: lastingPlace(reading, shown)!,
  });
}

function copyLine(context: CommandContext): void {
  const line = selectedLine(readingOf(context), context.ui.logs);
  if (line) context.copy(logText(line), 'the line');
}

interface Match {
  /** Index of its line. */
  readonly item: number;
  /** It lies behind the end of the lines, begun anew. */
  readonly hasTurned: boolean;
}

/** Seen from the match that was gone to last if something of it is in sight, or else from the edge of the screen. */
function matchFrom(
  direction: 'newer' | 'older',
  reading: LogReading,
  place: Place,
  match: number | null,
): Match | null {
  const {lines, found} = reading;
  if (found.length === 0) return null;
  const bottom = shownUpTo(place, reading);
  const at = match === null ? -1 : lines.findIndex(({id}) => id === match);
  const isShown = at >= place.item && at <= bottom;
  if (direction === 'newer') {
    const from = isShown ? at + 1 : place.item;
    const item = found.find(index => index >= from);
    return {item: item ?? found[0]!, hasTurned: item === undefined};
  }
  const to = isShown ? at - 1 : bottom;
  const item = found.findLast(index => index <= to);
  return {item: item ?? found.at(-1)!, hasTurned: item === undefined};
}

/** Index of the last line of which something is on the screen. */
function shownUpTo(place: Place, {lines, rows, heightOf}: LogReading): number {
  let item = place.item;
  for (
    let below = heightOf(item) - place.row;
    below < rows && item < lines.length - 1;
    below += heightOf(item)
  )
    item += 1;
  return item;
}
