import type {SlotSnapshot} from '../api/types.js';
import {bar} from './chart.js';
import {type DistributionSpan, EVEN, FAIR, sum} from './distribution.js';
import {count} from './format.js';
import {toWidth} from './text.js';
import {type Glyphs, type Paint, paint} from './theme.js';

const LABEL_COLUMNS = 4;
const SHARE_COLUMNS = 5;
const COUNT_COLUMNS = 9;
const BLOCKS_LABEL_COLUMNS = 13;
const GAP = '   ';

/** Who got how much, requests on the left and connections on the right; of several spans beside each other, too. */
export function distributionLines(
  slots: readonly SlotSnapshot[],
  spans: readonly DistributionSpan[],
  columns: number,
  rows: number,
  glyphs: Glyphs,
): string[] {
  if (slots.length > rows) return blockLines(spans[0]!, columns, glyphs);
  const figures = spans.flatMap(({requests, connections, fairness}) => [
    {name: 'requests', values: requests, color: paint.accent, index: fairness.requests},
    {name: 'connections', values: connections, color: paint.second, index: fairness.connections},
  ]);
  const gaps = (figures.length - 1) * GAP.length;
  const each = Math.floor((columns - LABEL_COLUMNS - gaps) / figures.length);
  const head =
    ' '.repeat(LABEL_COLUMNS) +
    figures
      .map(({name, color, index}) =>
        toWidth(`${color(name)} ${verdict(index)}`, each, 'left', glyphs.ellipsis),
      )
      .join(GAP);
  const lines = slots.map(({slot}, row) => {
    const shares = figures.map(({values, color}) => share(values[row]!, sum(values), each, color, glyphs));
    return `${toWidth(String(slot), LABEL_COLUMNS - 1, 'right')} ${shares.join(GAP)}`;
  });
  return spans.length > 1 ? [head, ...lines] : lines;
}

/** `requests even 0.99 · connections uneven 0.71`: Jain's index, in words. */
export function fairnessStatus({fairness}: DistributionSpan, connections: string, glyphs: Glyphs): string {
  return [
    `${paint.accent('requests')} ${verdict(fairness.requests)}`,
    `${paint.second(connections)} ${verdict(fairness.connections)}`,
  ].join(` ${glyphs.separator} `);
}

function verdict(index: number | null): string {
  if (index === null) return paint.label('none yet');
  const [word, color]: [string, Paint] =
    index >= EVEN ? ['even', paint.good] : index >= FAIR ? ['fair', paint.plain] : ['uneven', paint.warning];
  return color(`${word} ${index.toFixed(2)}`);
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

/** Where not every slot has a line to itself. */
function blockLines({requests, connections}: DistributionSpan, columns: number, glyphs: Glyphs): string[] {
  const room = columns - BLOCKS_LABEL_COLUMNS;
  return [
    paint.label(toWidth('requests', BLOCKS_LABEL_COLUMNS)) + paint.accent(blocks(requests, room, glyphs)),
    paint.label(toWidth('connections', BLOCKS_LABEL_COLUMNS)) +
      paint.second(blocks(connections, room, glyphs)),
  ];
}

/** One block a slot, the largest full. */
function blocks(values: readonly number[], columns: number, glyphs: Glyphs): string {
  const highest = Math.max(...values);
  const top = glyphs.spark.length - 1;
  const drawn = values.map(value => glyphs.spark[highest > 0 ? Math.round((value / highest) * top) : 0]!);
  const spaced = drawn.join(values.length * 2 <= columns ? ' ' : '');
  return toWidth(spaced, columns, 'left', glyphs.ellipsis);
}
