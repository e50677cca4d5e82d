import {sanitize} from '../harmless-text.js';
import type {Layout} from './layout.js';
import {pane} from './pane.js';
import type {ClusterEnd} from './store.js';
import {wrap} from './text.js';
import {type Glyphs, paint} from './theme.js';

/** In place of all views, of one cluster among several, as long as nothing has come from its master: why that is so. */
export function unseenScreen(
  name: string,
  end: ClusterEnd | null,
  {columns, innerColumns, headerRows, bodyRows}: Layout,
  glyphs: Glyphs,
): string[] {
  const why = end ? (end.cause ?? 'its master went away') : 'waiting for the master …';
  return pane({
    title: `clusterview ${glyphs.separator} ${sanitize(name)}`,
    status: end ? paint.error('not started') : paint.warning('starting'),
    lines: why.split('\n').flatMap(line => wrap(sanitize(line), innerColumns)),
    columns,
    rows: headerRows + bodyRows,
    glyphs,
  });
}
