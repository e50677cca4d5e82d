import type {Cell, Row} from '../../test/support/screen.js';
import {BOLD_CLASS, colourClass, DIM_CLASS, GROUND_CLASS} from './palette.js';

/** Cells beside each other that look alike. */
export interface Run {
  /** Of the first one. */
  readonly column: number;
  readonly cells: readonly Cell[];
  /** Classes of what stands in them. */
  readonly ink: string;
  /** Class of what is behind it; `null` where that is the window. */
  readonly ground: string | null;
}

export function runsOf(row: Row): Run[] {
  const runs: (Run & {cells: Cell[]})[] = [];
  for (const [column, cell] of row.entries()) {
    const ink = inkOf(cell);
    const ground = groundOf(cell);
    const last = runs.at(-1);
    if (last && last.ink === ink && last.ground === ground) last.cells.push(cell);
    else runs.push({column, cells: [cell], ink, ground});
  }
  return runs;
}

function inkOf({foreground, background, isInverse, isBold, isDim}: Cell): string {
  const inverse = background === null ? GROUND_CLASS : colourClass(background);
  const classes = [isInverse ? inverse : colourClass(foreground)];
  if (isBold) classes.push(BOLD_CLASS);
  if (isDim) classes.push(DIM_CLASS);
  return classes.join(' ');
}

function groundOf({foreground, background, isInverse}: Cell): string | null {
  if (isInverse) return colourClass(foreground);
  return background === null ? null : colourClass(background);
}
