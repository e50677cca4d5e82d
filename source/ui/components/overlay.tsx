import {Box} from 'ink';
import {pane} from '../pane.js';
import {toWidth, widthOf} from '../text.js';
import type {Glyphs, Paint} from '../theme.js';
import {Rows} from './rows.js';

interface OverlayProps {
  readonly title: string;
  readonly status?: string;
  readonly lines: readonly string[];
  readonly columns: number;
  readonly rows: number;
  readonly glyphs: Glyphs;
  readonly borderPaint: Paint;
}

/** A framed box in the middle of the screen, over what is there. */
export function Overlay({title, status = '', lines, columns, rows, glyphs, borderPaint}: OverlayProps) {
  const widest = Math.max(widthOf(title) + widthOf(status) + 6, ...lines.map(widthOf));
  const width = Math.min(columns - 2, widest + 6);
  const height = Math.min(rows - 2, lines.length + 2);
  const framed = pane({
    title,
    status,
    lines: lines.map(line => toWidth(` ${line}`, width - 4, 'left', glyphs.ellipsis)),
    columns: width,
    rows: height - 2,
    glyphs,
    borderPaint,
  });
  return (
    <Box
      position="absolute"
      marginLeft={Math.floor((columns - width) / 2)}
      marginTop={Math.max(0, Math.floor((rows - height) / 2))}
    >
      <Rows lines={framed} glyphs={glyphs} />
    </Box>
  );
}
