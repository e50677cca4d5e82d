import {toWidth, widthOf} from './text.js';
import {type Glyphs, type Paint, paint} from './theme.js';

/** Corners, the line before and behind, and the air around the title. */
export const FRAME_COLUMNS = 6;
/** The air around the status. */
export const STATUS_GAP_COLUMNS = 2;
const TITLE_COLUMNS_MIN = 16;

export interface PaneOptions {
  readonly title: string;
  /** On the right of the upper border. */
  readonly status?: string;
  /** In the lower border. */
  readonly footer?: string;
  readonly lines: readonly string[];
  /** Of the whole pane, borders included. */
  readonly columns: number;
  /** Lines are cut or filled up to this many. */
  readonly rows: number;
  readonly glyphs: Glyphs;
  readonly borderPaint?: Paint;
}

/** Lines in a border that carries a title and a status. */
export function pane({
  title,
  status = '',
  footer = '',
  lines,
  columns,
  rows,
  glyphs,
  borderPaint = paint.border,
}: PaneOptions): string[] {
  const {topLeft, topRight, bottomLeft, bottomRight, horizontal, vertical} = glyphs.border;
  const inner = columns - 4;
  const room = columns - FRAME_COLUMNS;
  // The status says what changes: a long title gives way to it, but never all of itself.
  const statusRoom = room - Math.min(widthOf(title), TITLE_COLUMNS_MIN) - STATUS_GAP_COLUMNS;
  const shownStatus = cut(status, statusRoom, glyphs);
  const statusPart = shownStatus ? ` ${shownStatus} ` : '';
  const shownTitle = cut(title, room - widthOf(statusPart), glyphs);
  const filler = room - widthOf(shownTitle) - widthOf(statusPart);
  const top = `${borderPaint(topLeft + horizontal)} ${paint.title(shownTitle)} ${borderPaint(
    horizontal.repeat(Math.max(0, filler)),
  )}${statusPart}${borderPaint(horizontal + topRight)}`;
  const side = borderPaint(vertical);
  const body = Array.from({length: rows}, (_, row) => {
    return `${side} ${toWidth(lines[row] ?? '', inner, 'left', glyphs.ellipsis)} ${side}`;
  });
  const shownFooter = cut(footer, room, glyphs);
  const footerPart = shownFooter ? ` ${shownFooter} ` : '';
  const bottom = `${borderPaint(bottomLeft + horizontal)}${footerPart}${borderPaint(
    horizontal.repeat(columns - 3 - widthOf(footerPart)) + bottomRight,
  )}`;
  return [top, ...body, bottom];
}

function cut(text: string, columns: number, glyphs: Glyphs): string {
  return widthOf(text) > columns ? toWidth(text, columns, 'left', glyphs.ellipsis) : text;
}
