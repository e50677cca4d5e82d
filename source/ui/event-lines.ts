import type {ClusterEvent} from '../api/types.js';
import {sanitize} from '../harmless-text.js';
import {clock} from './format.js';
import {wrap} from './text.js';
import {type Glyphs, paint, severityGlyph, severityPaint} from './theme.js';

/** With fewer rows what is quiet is left out: it would push out what matters within a second. */
const ROWS_FOR_ALL = 6;
/** Births are many and say little; they step back. */
const QUIET_KINDS: ReadonlySet<ClusterEvent['kind']> = new Set(['fork', 'listening', 'draining']);

/** The newest events that fit, newest last. */
export function eventLines(all: readonly ClusterEvent[], rows: number, glyphs: Glyphs): string[] {
  const events = rows < ROWS_FOR_ALL ? all.filter(({kind}) => !QUIET_KINDS.has(kind)) : all;
  return events.slice(-rows || events.length).map(event => eventLine(event, glyphs));
}

/** `14:03:59 ✖ worker 3 (pid 4711) died: …`. */
export function eventLine(event: ClusterEvent, glyphs: Glyphs): string {
  const glyph = severityGlyph(event.severity, glyphs);
  const color = QUIET_KINDS.has(event.kind) ? paint.label : severityPaint[event.severity];
  return `${paint.label(clock(event.at))} ${color(`${glyph} ${sanitize(event.message)}`)}`;
}

/** Why the cluster does not run: the last error in full with all that it brings, the beginning of it first. */
export function failureLines(
  events: readonly ClusterEvent[],
  columns: number,
  rows: number,
  glyphs: Glyphs,
): string[] {
  const reason = events.findLast(({severity}) => severity === 'error');
  const detailed = events.findLast(({severity, detail}) => severity === 'error' && detail !== null);
  if (!reason) return [];
  const words = wrap(`${glyphs.dead} ${sanitize(reason.message)}`, columns);
  const lines = [...words.map(row => paint.error(row.trimEnd())), ''];
  for (const line of detailed?.detail?.split('\n') ?? []) lines.push(sanitize(line));
  return lines.slice(0, rows);
}
