import {servingWorkers} from '../api/ready-workers.js';
import type {SlotSnapshot, WorkerSnapshot} from '../api/types.js';
import {sanitize} from '../harmless-text.js';
import {plural, span} from './format.js';
import {phaseSign} from './phase-sign.js';
import {toWidth, widthOf} from './text.js';
import {type Glyphs, type Paint, paint} from './theme.js';
import {type CellContext, fittingColumns, type WorkerColumn} from './worker-columns.js';
import {sortArrow, type WorkerSort} from './worker-sort.js';

const MARK_COLUMNS = 2;
const NUMBER_COLUMNS = 4;
const STATE_COLUMNS = 12;
const LEAD_COLUMNS = MARK_COLUMNS + NUMBER_COLUMNS + STATE_COLUMNS;

/** A row of the table: a slot, or one more worker that shares it for a while. */
export interface WorkerRow {
  readonly slot: SlotSnapshot;
  readonly worker: WorkerSnapshot | null;
  readonly isChild: boolean;
}

export function workerRows(slots: readonly SlotSnapshot[]): WorkerRow[] {
  return slots.flatMap(slot => [
    {slot, worker: slot.worker, isChild: false},
    ...slot.others.map(worker => ({slot, worker, isChild: true})),
  ]);
}

/** With an arrow at the column that the rows are in the order of. */
export function workerTableHead(columns: number, sort: WorkerSort, glyphs: Glyphs): string {
  const arrow = sortArrow(sort, glyphs);
  const head = (title: string, width: number) => {
    const isSorted = title === (sort.column ?? '#') && arrow !== '';
    const text = toWidth(isSorted ? `${title}${arrow}` : title, width, 'right');
    return (isSorted ? paint.strong : paint.label)(text);
  };
  const lead = `${' '.repeat(MARK_COLUMNS)}${head('#', NUMBER_COLUMNS - 1)}`;
  const cells = fittingColumns(columns - LEAD_COLUMNS).map(({title, width}) => head(title, width));
  return `${lead} ${paint.label(toWidth('STATE', STATE_COLUMNS))}${cells.join('')}`;
}

export interface WorkerLineStyle {
  readonly isSelected: boolean;
  readonly isMarked: boolean;
  readonly columns: number;
  readonly now: number;
  readonly glyphs: Glyphs;
}

export function workerLine(
  {slot, worker, isChild}: WorkerRow,
  {isSelected, isMarked, columns, now, glyphs}: WorkerLineStyle,
): string {
  const selected = isSelected && !isChild;
  const mark = (selected ? glyphs.selected : ' ') + (isMarked && !isChild ? glyphs.marked : ' ');
  const number = isChild ? glyphs.child : String(slot.slot);
  const [glyph, word, statePaint] = stateOf(slot, worker, glyphs);
  const lead = `${mark}${toWidth(number, NUMBER_COLUMNS - 1, 'right')} `;
  const state = toWidth(`${glyph} ${word}`, STATE_COLUMNS, 'left', glyphs.ellipsis);
  const rest = worker
    ? cells(worker, slot, columns, now, glyphs)
    : ` ${sanitize(slot.lastDeath ? `last died: ${slot.lastDeath.words}` : '')}`;
  const room = columns - LEAD_COLUMNS;
  const body = toWidth(rest, room, 'left', glyphs.ellipsis);
  // Colours inside an inverted row would cut it into pieces: there the glyphs alone have to do.
  return selected
    ? paint.selected(lead) + statePaint(paint.selected(state)) + body
    : lead + statePaint(state) + body;
}

function cells(
  worker: WorkerSnapshot,
  slot: SlotSnapshot,
  columns: number,
  now: number,
  glyphs: Glyphs,
): string {
  const context: CellContext = {now, restarts: slot.restarts, totalRequests: slot.total.requests, glyphs};
  return fittingColumns(columns - LEAD_COLUMNS)
    .map(column => cell(column, worker, context))
    .join('');
}

function cell({width, cell: render}: WorkerColumn, worker: WorkerSnapshot, context: CellContext): string {
  const text = render(worker, context);
  return widthOf(text) > width
    ? toWidth(text, width, 'right', context.glyphs.ellipsis)
    : toWidth(text, width, 'right');
}

/** A sign, a word and a colour for what a slot is at. */
export function stateOf(
  slot: SlotSnapshot,
  worker: WorkerSnapshot | null,
  glyphs: Glyphs,
): readonly [glyph: string, word: string, paint: Paint] {
  if (worker?.blocked) return [glyphs.blocked, `stuck ${span(worker.silentForMs)}`, paint.error];
  if (worker?.stopped) return [glyphs.blocked, 'suspended', paint.error];
  if (worker?.diagnosis?.kind === 'heap') return [glyphs.blocked, 'snapshot', paint.warning];
  if (worker?.diagnosis?.kind === 'profile') return [glyphs.ready, 'profiled', paint.accent];
  switch (worker?.phase) {
    case 'ready':
    case 'starting':
    case 'draining': {
      const [glyph, color] = phaseSign(worker.phase, glyphs);
      const word = worker.phase === 'draining' ? `drains ${worker.connections.open}` : worker.phase;
      return [glyph, word, color];
    }
    default:
  }
  switch (slot.state) {
    case 'backing-off':
      return [glyphs.waiting, `in ${((slot.nextStartInMs ?? 0) / 1000).toFixed(1)}s`, paint.warning];
    case 'gave-up':
      return [glyphs.dead, 'gave up', paint.error];
    default:
      return [glyphs.none, 'stopped', paint.label];
  }
}

/** `3 of 4 ready`, and what is not. */
export function workersStatus(slots: readonly SlotSnapshot[], wanted: number, glyphs: Glyphs): string {
  const ready = servingWorkers({slots}).length;
  const stuck = slots.filter(({worker}) => worker?.blocked).length;
  const stopped = slots.filter(({worker}) => worker?.stopped).length;
  const gaveUp = slots.filter(({state}) => state === 'gave-up').length;
  const all = ready === wanted && stuck === 0 && stopped === 0;
  return [
    (all ? paint.good : paint.warning)(`${ready} of ${plural(wanted, 'worker')} ready`),
    stuck > 0 && paint.error(`${stuck} stuck`),
    stopped > 0 && paint.error(`${stopped} suspended`),
    gaveUp > 0 && paint.error(`${gaveUp} gave up`),
  ]
    .filter(Boolean)
    .join(` ${glyphs.separator} `);
}
