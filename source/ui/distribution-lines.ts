import type {SlotSnapshot, Snapshot} from '../api/types.js';
import {bar} from './chart.js';
import {count} from './format.js';
import {toWidth} from './text.js';
import {type Glyphs, type Paint, paint} from './theme.js';

const LABEL_COLUMNS = 4;
const SHARE_COLUMNS = 5;
const COUNT_COLUMNS = 9;
const GAP = '   ';
/** Jain's index from which a distribution is called even, and fair enough. */
const EVEN = 0.95;
const FAIR = 0.8;

/** Who got how much of the last minute, requests on the left and connections on the right. */
export function distributionLines(
  snapshot: Snapshot,
  columns: number,
  rows: number,
  glyphs: Glyphs,
): string[] {
  const {slots} = snapshot;
  const requests = slots.map(slot => slot.lastMinute.requests);
  const connections = slots.map(slot => slot.lastMinute.connections);
  if (slots.length > rows) {
    return [
      `${paint.label(toWidth('requests', 13))}${paint.accent(blocks(requests, columns - 13, glyphs))}`,
      `${paint.label(toWidth('connections', 13))}${paint.second(blocks(connections, columns - 13, glyphs))}`,
    ];
  }
  const half = Math.floor((columns - LABEL_COLUMNS - GAP.length) / 2);
  return slots.map((slot, index) => {
    const left = share(requests[index]!, sum(requests), half, paint.accent, glyphs);
    const right = share(connections[index]!, sum(connections), half, paint.second, glyphs);
    return `${labelOf(slot)}${left}${GAP}${right}`;
  });
}

/** `requests 0.998 even · connections 0.71 uneven`: Jain's index, in words. */
export function fairnessStatus({fairness}: Snapshot, glyphs: Glyphs): string {
  return [
    `${paint.accent('requests')} ${verdict(fairness.requestsLastMinute)}`,
    `${paint.second('connections')} ${verdict(fairness.connectionsLastMinute)}`,
  ].join(` ${glyphs.separator} `);
}

function verdict(index: number | null): string {
  if (index === null) return paint.label('none yet');
  const [word, color]: [string, Paint] =
    index >= EVEN ? ['even', paint.good] : index >= FAIR ? ['fair', paint.plain] : ['uneven', paint.warning];
  return color(`${word} ${index.toFixed(2)}`);
}

function labelOf({slot}: SlotSnapshot): string {
  return `${toWidth(String(slot), LABEL_COLUMNS - 1, 'right')} `;
}

function share(part: number, whole: number, columns: number, color: Paint, glyphs: Glyphs): string {
  const ratio = whole > 0 ? part / whole : 0;
  const barColumns = columns - SHARE_COLUMNS - COUNT_COLUMNS;
  const {filled, rest} = bar(ratio, Math.max(0, barColumns), glyphs);
  const figures =
    toWidth(`${Math.round(ratio * 100)}%`, SHARE_COLUMNS, 'right') +
    toWidth(count(part), COUNT_COLUMNS, 'right');
  return color(filled) + paint.label(rest) + figures;
}

/** One block a slot, the largest full. */
function blocks(values: readonly number[], columns: number, glyphs: Glyphs): string {
  const highest = Math.max(...values);
  const top = glyphs.spark.length - 1;
  const drawn = values.map(value => glyphs.spark[highest > 0 ? Math.round((value / highest) * top) : 0]!);
  const spaced = drawn.join(values.length * 2 <= columns ? ' ' : '');
  return toWidth(spaced, columns, 'left', glyphs.ellipsis);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
