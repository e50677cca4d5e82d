import type {Row} from '../../test/support/screen.js';
import {renderRow} from './row.js';
import {baselineOf, renderWindow} from './window.js';

/**
 * A screen as an SVG document. The renderer is our own: of the packages that do this, one is not kept any more and
 * brings a React of its own, and none keeps its columns whatever font the reader has.
 */
export function renderPicture(title: string, screen: readonly Row[]): string {
  const rows = screen.map(renderRow).map((content, index) => {
    return content && `<g transform="translate(0 ${baselineOf(index)})">${content}</g>`;
  });
  return renderWindow({
    columns: screen[0]!.length,
    rows: screen.length,
    title,
    content: rows.filter(Boolean).join('\n'),
  });
}
