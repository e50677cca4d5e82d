import {sanitize} from '../harmless-text.js';
import {type ClusterStatus, statusGlyph} from './cluster-status.js';
import {spread, toWidth, widthOf} from './text.js';
import {type Glyphs, paint} from './theme.js';

/** A longer name is cut. */
const NAME_COLUMNS_MAX = 24;
/** Where not all names fit, each is cut to this. */
const NAME_COLUMNS_TIGHT = 12;
/** Columns between the names and the keys. */
const GAP = 1;

/** `[● api ready] ◐ web starting`: the clusters of this viewer, and in brackets the one that is shown; then its keys. */
export function clustersLine(
  statuses: readonly ClusterStatus[],
  shown: number,
  columns: number,
  glyphs: Glyphs,
): string {
  const tabsWith = (style: TabStyle) =>
    statuses.map((status, index) => tabOf(status, index === shown, style, glyphs));
  const forms = [
    {tabs: tabsWith('words'), keys: keyHints(' next  ', ' back  ', ' list ')},
    {tabs: tabsWith('words'), keys: keyHints(' ', ' ', ' ')},
    {tabs: tabsWith('name'), keys: keyHints(' ', ' ', ' ')},
  ];
  const fitting = forms.find(({tabs, keys}) => widthOf(tabs.join('')) + GAP + widthOf(keys) <= columns);
  if (fitting) return spread(fitting.tabs.join(''), fitting.keys, columns, glyphs.ellipsis);
  const {keys} = forms.at(-1)!;
  const tabs = someOf(statuses, tabsWith('tight'), shown, columns - GAP - widthOf(keys), glyphs);
  return spread(tabs, keys, columns, glyphs.ellipsis);
}

/** With the state in words, with the whole name, or with as much of the name as is needed to tell it. */
type TabStyle = 'words' | 'name' | 'tight';

function tabOf(
  {name, sign, words}: ClusterStatus,
  isShown: boolean,
  style: TabStyle,
  glyphs: Glyphs,
): string {
  const room = style === 'tight' ? NAME_COLUMNS_TIGHT : NAME_COLUMNS_MAX;
  const harmless = sanitize(name);
  const shownName = widthOf(harmless) > room ? toWidth(harmless, room, 'left', glyphs.ellipsis) : harmless;
  const text = style === 'words' ? `${shownName} ${words}` : shownName;
  const sized = ` ${isShown ? paint.title(text) : text}`;
  const [left, right] = isShown ? [paint.title('['), paint.title(']')] : [' ', ' '];
  return left + statusGlyph(sign, glyphs) + sized + right;
}

/** The one that is shown and as many around it as fit, with how many there are on either side besides. */
function someOf(
  statuses: readonly ClusterStatus[],
  tabs: readonly string[],
  shown: number,
  columns: number,
  glyphs: Glyphs,
): string {
  const lineOf = (from: number, to: number) =>
    [
      moreMark(statuses.slice(0, from), glyphs),
      ...tabs.slice(from, to),
      moreMark(statuses.slice(to), glyphs),
    ].join('');
  let [from, to] = [shown, shown + 1];
  // In turn on either side, as far as each goes.
  for (let isRight = true, failures = 0; failures < 2; isRight = !isRight) {
    const [left, right] = isRight ? [from, to + 1] : [from - 1, to];
    if (left < 0 || right > tabs.length || widthOf(lineOf(left, right)) > columns) {
      failures += 1;
    } else {
      [from, to] = [left, right];
      failures = 0;
    }
  }
  return toWidth(lineOf(from, to), columns, 'left', glyphs.ellipsis);
}

/** `…3 `, and the sign of what is wrong with any of them. */
function moreMark(hidden: readonly ClusterStatus[], glyphs: Glyphs): string {
  if (hidden.length === 0) return '';
  const worst = (['dead', 'warning'] as const).find(sign => hidden.some(status => status.sign === sign));
  return ` ${paint.label(`${glyphs.ellipsis}${hidden.length}`)}${worst ? statusGlyph(worst, glyphs) : ''} `;
}

function keyHints(next: string, back: string, list: string): string {
  return `${paint.accent(']')}${next}${paint.accent('[')}${back}${paint.accent('c')}${list}`;
}
