import {scrollOffset} from '../layout.js';
import {toWidth, widthOf} from '../text.js';
import {type Glyphs, paint} from '../theme.js';
import type {Menu} from '../ui-state.js';
import {Overlay} from './overlay.js';

/** Borders, the margin that an overlay leaves, and the lines above and below the items. */
const FRAME_ROWS = 7;

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
  const room = Math.max(1, rows - FRAME_ROWS);
  const offset = scrollOffset(0, chosen, room, menu.items.length);
  const shown = menu.items.slice(offset, offset + room);
  const position =
    shown.length < menu.items.length ? `${offset + 1}-${offset + shown.length} of ${menu.items.length}` : '';
  const items = shown.map(({label, help}, row) => {
    const name = toWidth(label, labelColumns);
    return offset + row === chosen
      ? `${paint.selected(`${glyphs.selected} ${name}`)}  ${help}`
      : `  ${name}  ${paint.label(help)}`;
  });
  const keys = paint.label('Enter takes the marked one, Esc leaves');
  return (
    <Overlay
      title={menu.title}
      status={paint.label(position)}
      lines={['', ...items, '', keys]}
      columns={columns}
      rows={rows}
      glyphs={glyphs}
      borderPaint={paint.accent}
    />
  );
}
