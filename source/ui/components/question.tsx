import {wrapped} from '../text.js';
import type {Glyphs} from '../theme.js';
import {paint} from '../theme.js';
import type {Answer, Dialog} from '../ui-state.js';
import {Overlay} from './overlay.js';
import {reportColumnsIn} from './reader.js';

interface QuestionProps {
  readonly dialog: Dialog;
  readonly answer: Answer;
  readonly columns: number;
  readonly rows: number;
  readonly glyphs: Glyphs;
}

/** Frame, margin, and what is around the consequences. */
const OTHER_ROWS = 9;

/** An open dialog: what will happen, and the answers. */
export function Question({dialog, answer, columns, rows, glyphs}: QuestionProps) {
  const button = (label: string, isChosen: boolean) =>
    isChosen ? paint.selected(` ${glyphs.selected} ${label} `) : `   ${label} `;
  const {yes, other} = dialog;
  const buttons = [
    button('n  No', answer === 'no'),
    button(`y  ${yes}`, answer === 'yes'),
    ...(other ? [button(`${other.key}  ${other.label}`, answer === 'other')] : []),
  ].join('   ');
  const consequences = wrapped(dialog.lines, reportColumnsIn(columns));
  const room = Math.max(1, rows - OTHER_ROWS);
  // Whatever there is no room for, the answers stay.
  const shown =
    consequences.length > room ? [...consequences.slice(0, room - 1), glyphs.ellipsis] : consequences;
  const keys = paint.label('Enter takes the marked answer, Tab changes it, Esc leaves');
  return (
    <Overlay
      title={dialog.title}
      lines={['', ...shown, '', buttons, '', keys]}
      columns={columns}
      rows={rows}
      glyphs={glyphs}
      borderPaint={paint.warning}
    />
  );
}
