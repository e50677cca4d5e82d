import {wrapped} from '../text.js';
import {type Glyphs, paint} from '../theme.js';
import type {Report} from '../ui-state.js';
import {Overlay} from './overlay.js';

/** Borders, and the margin that an overlay leaves. */
const FRAME_ROWS = 4;
const FRAME_COLUMNS = 7;

interface ReaderProps {
  readonly report: Report;
  /** The first line that is shown, as long as there are enough behind it. */
  readonly offset: number;
  readonly columns: number;
  readonly rows: number;
  readonly glyphs: Glyphs;
}

/** Lines of a report that are shown at once on a screen of so many rows. */
export function reportRowsIn(rows: number): number {
  return Math.max(1, rows - FRAME_ROWS);
}

/** Columns of a line that are shown on a screen of so many. */
export function reportColumnsIn(columns: number): number {
  return Math.max(1, columns - FRAME_COLUMNS);
}

/** An open report, as much of it as there is room for. */
export function Reader({report, offset, columns, rows, glyphs}: ReaderProps) {
  const {title, toggle} = report;
  const lines = wrapped(report.lines, reportColumnsIn(columns));
  const room = reportRowsIn(rows);
  const first = Math.min(offset, Math.max(0, lines.length - room));
  const shown = lines.slice(first, first + room);
  const position =
    shown.length < lines.length ? `${first + 1}-${first + shown.length} of ${lines.length}, ↑ ↓ move; ` : '';
  return (
    <Overlay
      title={title}
      status={paint.label(`${position}${toggle ? `${toggle} or ` : ''}Esc closes`)}
      lines={shown}
      columns={columns}
      rows={rows}
      glyphs={glyphs}
      borderPaint={paint.accent}
    />
  );
}
