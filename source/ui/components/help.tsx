import {bindingsFor, type ViewerMode} from '../keymap.js';
import {toWidth} from '../text.js';
import {type Glyphs, paint} from '../theme.js';
import {Overlay} from './overlay.js';

const LABEL_COLUMNS = 9;
/** Borders, and the margin that an overlay leaves. */
const FRAME_ROWS = 4;

interface HelpProps {
  readonly mode: ViewerMode;
  readonly columns: number;
  readonly rows: number;
  readonly glyphs: Glyphs;
}

/** All keys, from the keymap. */
export function Help({mode, columns, rows, glyphs}: HelpProps) {
  const all = bindingsFor(mode).map(
    ({label, help}) => `${paint.accent(toWidth(label, LABEL_COLUMNS))} ${help}`,
  );
  const room = rows - FRAME_ROWS;
  const keys =
    all.length <= room
      ? all
      : [...all.slice(0, room - 1), paint.label(`${all.length - room + 1} more need a higher window`)];
  return (
    <Overlay
      title="keys"
      status={paint.label('? or Esc closes')}
      lines={keys}
      columns={columns}
      rows={rows}
      glyphs={glyphs}
      borderPaint={paint.accent}
    />
  );
}
