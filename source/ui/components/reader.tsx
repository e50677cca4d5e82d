import {wrapped} from '../text.js';
import {type Glyphs, paint} from '../theme.js';
import type {Report} from '../ui-state.js';
import {Overlay} from './overlay.js';

/** Borders, and the margin that an overlay leaves. */
const FRAME_ROWS = 4;
/** The same to the sides, with air. */
const FRAME_COLUMNS = 8;

interface ReaderProps {
  readonly report: Report;
  /** The first line that is shown. */
  readonly offset: number;
  readonly columns: number;
  readonly rows: number;
  readonly glyphs: Glyphs;
}

/** Lines of a report that are shown at once on a screen of so many rows. */
export function reportRowsIn(rows: number): number {
  return Math.max(1, rows - FRAME_ROWS);
}

/** The lines of a report as they stand on a screen of so many columns. */
export function reportLinesIn(report: Report, columns: number): string[] {
  return wrapped(report.lines, columns - FRAME_COLUMNS);
}

/** An open report, as much of it as there is room for. */
export function Reader({report, offset, columns, rows, glyphs}: ReaderProps) {
  const {title} = report;
  const lines = reportLinesIn(report, columns);
  const room = reportRowsIn(rows);
  const shown = lines.slice(offset, offset + room);
  const position =
    shown.length < lines.length
      ? `${offset + 1}-${offset + shown.length} of ${lines.length}, ↑ ↓ move; `
      : '';
  return (
    <Overlay
      title={title}
      status={paint.label(`${position}Esc closes`)}
      lines={shown}
      columns={columns}
      rows={rows}
      glyphs={glyphs}
      borderPaint={paint.accent}
    />
  );
}
