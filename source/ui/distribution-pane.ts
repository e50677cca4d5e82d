import type {Policy} from '../api/types.js';
import {type DistributionSpan, distributionSpans} from './distribution.js';
import {distributionLines, fairnessStatus} from './distribution-lines.js';
import {clock, span as duration} from './format.js';
import {FRAME_COLUMNS, pane, STATUS_GAP_COLUMNS} from './pane.js';
import type {Scene} from './scene.js';
import {skewHints} from './skew-hint.js';
import {firstThatFits, widthOf} from './text.js';
import {type Glyphs, paint} from './theme.js';

/** A status that leaves less than this for the title is said in fewer columns. */
const TITLE_COLUMNS = 36;
/** Other figures are of one process, which begins at 0. */
const WHOSE = ['by slot, with all processes that it has had; ? explains', 'by slot; ? explains'];

/** Who got how much, since when, and why that is uneven where it can be seen. */
export function distributionPane({view, layout, columns, ui, replay, glyphs}: Scene): string[] {
  const {snapshot} = view;
  const spans = distributionSpans(snapshot);
  const isWide = spans.length > 1 && layout.distributionSpans === spans.length;
  const chosen = (ui.showsLongSpan && !isWide ? spans.at(-1) : spans[0])!;
  const room = columns - FRAME_COLUMNS;
  const status = isWide ? '' : statusOf(chosen, room - TITLE_COLUMNS, glyphs);
  const titles = isWide
    ? titlesBeside(spans, snapshot.at)
    : titlesOf(chosen, otherThan(chosen, spans), snapshot.at);
  const title = firstThatFits(titles, room - widthOf(status) - STATUS_GAP_COLUMNS);
  const [hint, ...shorterHints] = skewHints(snapshot, chosen, replay === null).map(
    text => `${glyphs.warning} ${text}`,
  );
  const mark = markOf(spans, snapshot.at);
  return pane({
    title,
    status,
    footer: hint
      ? paint.warning(firstThatFits([hint, ...shorterHints], room))
      : paint.label(mark === '' || title.includes(mark) ? firstThatFits(WHOSE, room) : mark),
    lines: distributionLines(
      snapshot.slots,
      isWide ? spans : [chosen],
      layout.innerColumns,
      layout.distributionRows,
      glyphs,
    ),
    columns,
    rows: layout.distributionRows,
    glyphs,
  });
}

function statusOf(span: DistributionSpan, columns: number, glyphs: Glyphs): string {
  return firstThatFits(
    ['connections', 'conns'].map(name => fairnessStatus(span, name, glyphs)),
    columns,
  );
}

function otherThan(
  shown: DistributionSpan,
  spans: readonly DistributionSpan[],
): DistributionSpan | undefined {
  return spans.find(({kind}) => kind !== shown.kind);
}

/** Of one time, with the other one that a key leads to; the longest first. */
function titlesOf(
  shown: DistributionSpan,
  other: DistributionSpan | undefined,
  now: number,
): readonly string[] {
  const names = namesOf(shown, now);
  if (!other) return [`distribution: ${names[0]}`, ...names];
  const key = `(v: ${namesOf(other, now).at(-1)})`;
  const withKey = names.map(name => `${name} ${key}`);
  return [`distribution, ${withKey[0]}`, ...withKey, `${names.at(-1)} (v)`];
}

function titlesBeside([left, right]: readonly DistributionSpan[], now: number): readonly string[] {
  return namesOf(right!, now).map(name => `distribution: ${namesOf(left!, now)[0]} (left), ${name} (right)`);
}

/** What the lower border says of a change of policy that the title has no room for. */
function markOf(spans: readonly DistributionSpan[], now: number): string {
  const changed = spans.find(({kind}) => kind === 'switch');
  return changed ? namesOf(changed, now)[0]! : '';
}

/** From the longest to the shortest. */
function namesOf({kind, since, policies}: DistributionSpan, now: number): readonly string[] {
  if (kind === 'minute') return ['last minute'];
  if (kind === 'total') return ['in total'];
  const {from, to} = policies as {from: Policy; to: Policy};
  const ago = duration(now - since);
  return [
    `${from} until ${clock(since)}, ${to} since (${ago})`,
    `${to} since ${clock(since)} (${ago})`,
    `${to} since ${clock(since)}`,
    `since ${clock(since)} (${ago})`,
  ];
}
