import {wrapped} from '../text.js';
import type {Glyphs} from '../theme.js';
import {paint} from '../theme.js';
import type {Dialog} from '../ui-state.js';
import {Overlay} from './overlay.js';
import {reportColumnsIn} from './reader.js';

interface QuestionProps {
  readonly dialog: Dialog;
  readonly answer: 'no' | 'yes';
  readonly columns: number;
  readonly rows: number;
  readonly glyphs: Glyphs;
}

/** An open dialog: what will happen, and the two answers. */
export function Question({dialog, answer, columns, rows, glyphs}: QuestionProps) {
  const button = (label: string, isChosen: boolean) =>
    isChosen ? paint.selected(` ${glyphs.selected} ${label} `) : `   ${label} `;
  const buttons = `${button('n  No', answer === 'no')}   ${button(`y  ${dialog.yes}`, answer === 'yes')}`;
  const keys = paint.label('Enter takes the marked answer, Tab changes it, Esc leaves');
  return (
    <Overlay
      title={dialog.title}
      lines={['', ...wrapped(dialog.lines, reportColumnsIn(columns)), '', buttons, '', keys]}
      columns={columns}
      rows={rows}
      glyphs={glyphs}
      borderPaint={paint.warning}
    />
  );
}
