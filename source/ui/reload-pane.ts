import type {ReloadSnapshot} from '../api/types.js';
import {sanitize} from '../harmless-text.js';
import {plural, seconds} from './format.js';
import {pane} from './pane.js';
import {phaseSign} from './phase-sign.js';
import type {Scene} from './scene.js';
import type {TableState} from './table-state.js';
import {toWidth} from './text.js';
import {type Glyphs, type Paint, paint} from './theme.js';

const SLOT_COLUMNS = 11;
const PHASE_COLUMNS = 18;
/** Between the signs of slots that have no line to themselves, and what is told of one of them. */
const STRIP_GAP = 2;

type ReloadSlot = ReloadSnapshot['slots'][number];

type Shown = Pick<Scene['view'], 'snapshot' | 'outcomesAfter'>;

/** How many slots the reload has that is to be seen: one that runs, or has ended and was not closed. */
export function reloadSlots(view: Shown): number {
  return shownReload(view)?.slots.length ?? 0;
}

/** `reload of 4 workers: done in 3.2 s · Esc closes`; `null` where none is to be seen. */
export function reloadOutcome({view, ui, glyphs}: Scene): string | null {
  const reload = shownReload(view);
  if (!reload?.outcome) return null;
  const title = titleOf(reload, view.snapshot.at);
  return `${title} ${glyphs.separator} ${paint.label(closingKey(ui.table))}`;
}

/** A reload slot by slot: what each is at, and how long that took. */
export function reloadPane({view, ui, layout, columns, glyphs}: Scene): string[] {
  const {snapshot} = view;
  const reload = shownReload(view);
  if (!reload || layout.reloadRows === 0) return [];
  const {slots, outcome, reason} = reload;
  const done = slots.filter(({phase}) => phase === 'done').length;
  const fits = slots.length <= layout.reloadRows;
  return pane({
    title: titleOf(reload, snapshot.at),
    status: [`${done} of ${slots.length} done`, ...(outcome ? [paint.label(closingKey(ui.table))] : [])].join(
      ` ${glyphs.separator} `,
    ),
    footer: outcome === 'failed' && reason ? paint.error(`${glyphs.dead} ${sanitize(reason)}`) : '',
    lines: fits
      ? slots.map(slot => slotLine(slot, reload, snapshot.at, glyphs))
      : stripLines(reload, snapshot.at, layout.innerColumns, glyphs),
    columns,
    rows: layout.reloadRows,
    glyphs,
    borderPaint: outcome === 'failed' ? paint.error : paint.border,
  });
}

function shownReload({snapshot: {reload}, outcomesAfter}: Shown): ReloadSnapshot | null {
  if (!reload) return null;
  return reload.endedAt === null || reload.endedAt > outcomesAfter ? reload : null;
}

/** What else the key puts away in the table goes first. */
function closingKey({pattern, marked}: TableState): string {
  const times = [pattern !== '', marked.length > 0].filter(Boolean).length;
  return `Esc${['', ' twice', ' three times'][times]} closes`;
}

function titleOf({slots, startedAt, endedAt, outcome}: ReloadSnapshot, now: number): string {
  const what = `reload of ${slots.length === 1 ? `worker ${slots[0]!.slot}` : plural(slots.length, 'worker')}`;
  const took = seconds((endedAt ?? now) - startedAt);
  if (outcome === null) return `${what}: ${took} so far`;
  return outcome === 'succeeded' ? `${what}: done in ${took}` : `${what}: aborted after ${took}`;
}

function slotLine(slot: ReloadSlot, reload: ReloadSnapshot, now: number, glyphs: Glyphs): string {
  const [glyph, word, color] = signOf(slot, reload, glyphs);
  const name = toWidth(`worker ${slot.slot}`, SLOT_COLUMNS);
  return `${name}${color(toWidth(`${glyph} ${word}`, PHASE_COLUMNS))}${timesOf(slot, now)}`;
}

/** One sign a slot, as many as there is room for up to the one that it is at, and what that one is at. */
function stripLines(reload: ReloadSnapshot, now: number, columns: number, glyphs: Glyphs): string[] {
  const {slots} = reload;
  const isAtLast = slots.findLastIndex(({phase}) => phase !== 'waiting');
  const current = slots[Math.max(0, isAtLast)]!;
  const room = columns - STRIP_GAP;
  const first = Math.min(Math.max(0, slots.length - room), Math.max(0, isAtLast - room + 1));
  const signs = slots.slice(first, first + room).map(slot => {
    const [glyph, , color] = signOf(slot, reload, glyphs);
    return color(glyph);
  });
  const before = first > 0 ? glyphs.ellipsis : '';
  const after = first + room < slots.length ? glyphs.ellipsis : '';
  return [before + signs.join('') + after, slotLine(current, reload, now, glyphs)];
}

function signOf(
  {phase}: ReloadSlot,
  {outcome}: ReloadSnapshot,
  glyphs: Glyphs,
): readonly [glyph: string, word: string, paint: Paint] {
  switch (phase) {
    case 'starting':
    case 'draining': {
      const [glyph, color] = phaseSign(phase, glyphs);
      return [glyph, phase, color];
    }
    case 'done':
      return [glyphs.ready, 'done', paint.good];
    case 'failed':
      return [glyphs.dead, 'failed', paint.error];
    case 'waiting':
      return outcome === null
        ? [glyphs.none, 'waiting', paint.label]
        : [glyphs.none, 'left as it was', paint.label];
  }
}

/** What a slot is at comes first: the end of it may be cut. In recordings without times, there are none. */
function timesOf({phase, connectionsLeft, startingAt, drainingAt, endedAt}: ReloadSlot, now: number): string {
  const started = startingAt && drainingAt ? `started in ${seconds(drainingAt - startingAt)}` : '';
  switch (phase) {
    case 'starting':
      return startingAt ? `for ${seconds(now - startingAt)}` : '';
    case 'draining':
      return [
        drainingAt ? `for ${seconds(now - drainingAt)}` : '',
        `${plural(connectionsLeft, 'connection')} left`,
        started,
      ]
        .filter(Boolean)
        .join(', ');
    case 'done':
      return drainingAt && endedAt ? `${started}, old one drained in ${seconds(endedAt - drainingAt)}` : '';
    case 'failed':
      return startingAt && endedAt ? `after ${seconds(endedAt - startingAt)}` : '';
    case 'waiting':
      return '';
  }
}
