import {toWidth, widthOf} from '../text.js';
import {type Glyphs, paint} from '../theme.js';
import type {Menu} from '../ui-state.js';
import {Overlay} from './overlay.js';

interface ChoiceProps {
  readonly menu: Menu;
  /** Index of the marked item. */
  readonly chosen: number;
  readonly columns: number;
  readonly rows: number;
  readonly glyphs: Glyphs;
}

/** An open menu. */
export function Choice({menu, chosen, columns, rows, glyphs}: ChoiceProps) {
  const labelColumns = Math.max(...menu.items.map(({label}) => widthOf(label)));
  const items = menu.items.map(({label, help}, index) => {
    const name = toWidth(label, labelColumns);
    return index === chosen
      ? `${paint.selected(`${glyphs.selected} ${name}`)}  ${help}`
      : `  ${name}  ${paint.label(help)}`;
  });
  const keys = paint.label('Enter takes the marked one, Esc leaves');
  return (
    <Overlay
      title={menu.title}
      lines={['', ...items, '', keys]}
      columns={columns}
      rows={rows}
      glyphs={glyphs}
      borderPaint={paint.accent}
    />
  );
}
