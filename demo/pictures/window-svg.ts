import {WINDOW} from './colors.js';
import {CELL, escapeXml, rowSvg, x} from './row-svg.js';
import type {CellRow} from './screen.js';

const BAR_HEIGHT = 30;
const MARGIN = 10;

/** In the order of how well their line drawing and signs go with the cells. */
const FONTS =
  "ui-monospace,'SF Mono',Menlo,'Cascadia Mono','DejaVu Sans Mono','Liberation Mono',Consolas,monospace";

export interface WindowOptions {
  /** On the bar. */
  readonly title: string;
  /** What it shows, for whoever does not see it. */
  readonly description: string;
  readonly columns: number;
  readonly rows: number;
}

/** A screen in a plain window, as an SVG document. */
export function screenSvg(rows: readonly CellRow[], options: Omit<WindowOptions, 'rows'>): string {
  const content = rows.map((row, index) => placedRow(rowSvg(row), index)).join('\n');
  return windowSvg(`<g class="t">\n${content}\n</g>`, '', {...options, rows: rows.length});
}

/** `content` has its upper left cell at 0, 0; what goes beyond the last cell is cut off. */
export function windowSvg(content: string, style: string, options: WindowOptions): string {
  const {title, description, columns, rows} = options;
  const {width, height} = contentSize(columns, rows);
  const [outerWidth, outerHeight] = [width + 2 * MARGIN, height + BAR_HEIGHT + MARGIN];
  const buttons = [0, 1, 2].map(
    index => `<circle cx="${20 + 18 * index}" cy="15" r="5" fill="${WINDOW.edge}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${outerWidth}" height="${outerHeight}" viewBox="0 0 ${outerWidth} ${outerHeight}" role="img">
<title>${escapeXml(description)}</title>
<style>.t,.w{font:${CELL.fontSize}px ${FONTS};white-space:pre}.w{font-size:13px}.b{font-weight:700}.d{opacity:.6}.l{fill:none}.s{shape-rendering:crispEdges}${style}</style>
<rect x=".5" y=".5" width="${outerWidth - 1}" height="${outerHeight - 1}" rx="8" fill="${WINDOW.ground}" stroke="${WINDOW.edge}"/>
<path d="M1 ${BAR_HEIGHT - 1}V8.5A7.5 7.5 0 0 1 8.5 1H${outerWidth - 8.5}A7.5 7.5 0 0 1 ${outerWidth - 1} 8.5V${BAR_HEIGHT - 1}z" fill="${WINDOW.bar}"/>
${buttons.join('')}
<text class="w" x="${outerWidth / 2}" y="19" text-anchor="middle" fill="${WINDOW.title}">${escapeXml(title)}</text>
<clipPath id="c"><rect width="${width}" height="${height}"/></clipPath>
<g transform="translate(${MARGIN} ${BAR_HEIGHT})" clip-path="url(#c)">
${content}
</g>
</svg>
`;
}

export function contentSize(columns: number, rows: number): {width: number; height: number} {
  return {width: Math.ceil(x(columns)), height: rows * CELL.height};
}

/** Nothing for an empty row. */
export function placedRow(row: string, index: number): string {
  if (!row) return '';
  return `<g transform="translate(0 ${index * CELL.height})">${row}</g>`;
}
