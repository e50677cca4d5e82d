import {CELL, PADDING, pixels, TITLE_BAR_HEIGHT} from './geometry.js';
import {FRAME, GROUND, STYLE, TITLE} from './palette.js';
import {escapeXml} from './xml.js';

export interface WindowOptions {
  readonly columns: number;
  readonly rows: number;
  /** In its title bar. */
  readonly title: string;
  /** Rules beside those of the text. */
  readonly style?: string;
  /** What is used by `content`. */
  readonly definitions?: string;
  /** In the cells, whose corner is the origin. */
  readonly content: string;
}

const CORNER_RADIUS = 8;
const DOT = {radius: 5, distance: 18} as const;

/** Where the text of this row stands. */
export function baselineOf(row: number): number {
  return row * CELL.height + CELL.baseline;
}

/** A terminal window as an SVG document. */
export function renderWindow(options: WindowOptions): string {
  const {columns, rows, title, style = '', definitions = '', content} = options;
  const inner = {width: columns * CELL.width, height: rows * CELL.height};
  const width = pixels(inner.width + 2 * PADDING);
  const height = pixels(inner.height + TITLE_BAR_HEIGHT + PADDING);
  const size = `width="${pixels(inner.width)}" height="${pixels(inner.height)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>${STYLE}${style}</style>`,
    definitions && `<defs>${definitions}</defs>`,
    renderFrame(width, height, title),
    `<svg x="${PADDING}" y="${TITLE_BAR_HEIGHT}" ${size}>`,
    content,
    '</svg>',
    '</svg>\n',
  ]
    .filter(Boolean)
    .join('\n');
}

function renderFrame(width: string, height: string, title: string): string {
  const middle = TITLE_BAR_HEIGHT / 2;
  const dots = [0, 1, 2].map(index => {
    const x = PADDING + DOT.radius + index * DOT.distance;
    return `<circle cx="${x}" cy="${middle}" r="${DOT.radius}" fill="${FRAME}"/>`;
  });
  const inside = `width="${pixels(Number(width) - 1)}" height="${pixels(Number(height) - 1)}"`;
  return [
    `<rect x=".5" y=".5" ${inside} rx="${CORNER_RADIUS}" fill="${GROUND}" stroke="${FRAME}"/>`,
    ...dots,
    `<text x="${pixels(Number(width) / 2)}" y="${middle + 5}" text-anchor="middle" style="fill:${TITLE}">${escapeXml(title)}</text>`,
  ].join('\n');
}
