import {paintOf} from './colors.js';
import {type Block, drawingOf, type Lines} from './line-drawing.js';
import type {Cell, CellRow} from './screen.js';

/** Units of the picture; a height that halves to the middle of a pixel keeps lines sharp. */
export const CELL = {width: 8.43, height: 17, baseline: 13, fontSize: 14};

/** Neighbours of one look, that are one element. */
interface Run {
  readonly column: number;
  columns: number;
  readonly cells: Cell[];
  /** The first one, which looks like all of them. */
  readonly cell: Cell;
}

/** One row of a screen, its upper left corner at 0, 0; empty for an empty row. */
export function rowSvg(row: CellRow): string {
  const written = texts(row).join('');
  const onBaseline = written && `<g transform="translate(0 ${CELL.baseline})">${written}</g>`;
  return [...grounds(row), ...shapes(row), onBaseline].join('');
}

function grounds(row: CellRow): string[] {
  const runs = runsOf(row, cell => paintOf(cell).ground);
  return runs.map(({column, columns, cell}) => {
    return `<rect x="${x(column)}" width="${x(columns)}" height="${CELL.height}" fill="${paintOf(cell).ground}"/>`;
  });
}

function shapes(row: CellRow): string[] {
  const runs = runsOf(row, cell => (drawingOf(cell.text) ? `${cell.text} ${lookOf(cell)}` : null));
  // Shapes of one look are one path.
  const paths = new Map<string, string>();
  for (const {column, columns, cell} of runs) {
    const drawing = drawingOf(cell.text)!;
    const {text} = paintOf(cell);
    const opacity =
      drawing.kind === 'block' && drawing.opacity < 1 ? ` fill-opacity="${drawing.opacity}"` : '';
    const attributes =
      drawing.kind === 'lines'
        ? `class="${cell.isDim ? 'l d' : 'l'}" stroke="${text}"`
        : `class="${cell.isDim ? 's d' : 's'}" fill="${text}"${opacity}`;
    const path =
      drawing.kind === 'lines' ? linePath(drawing, column, columns) : blockPath(drawing, column, columns);
    paths.set(attributes, (paths.get(attributes) ?? '') + path);
  }
  return [...paths].map(([attributes, path]) => `<path ${attributes} d="${path}"/>`);
}

/** Like cells side by side are one line or box: seams between them would show. */
function linePath({left, right, up, down, isRound}: Lines, column: number, columns: number): string {
  const middle = CELL.height / 2;
  if (left && right && !up && !down) return `M${x(column)} ${middle}h${x(columns)}`;
  return Array.from({length: columns}, (_, index) => {
    const [start, center, end] = [column + index, column + index + 0.5, column + index + 1].map(x);
    if (isRound) {
      const edge = right ? end : start;
      return `M${edge} ${middle}Q${center} ${middle} ${center} ${middle + (down ? 4 : -4)}V${down ? CELL.height : 0}`;
    }
    const across = left || right ? `M${left ? start : center} ${middle}H${right ? end : center}` : '';
    const upright = up || down ? `M${center} ${up ? 0 : middle}V${down ? CELL.height : middle}` : '';
    return across + upright;
  }).join('');
}

function blockPath(block: Block, column: number, columns: number): string {
  const isWhole = block.width === 1;
  return Array.from({length: isWhole ? 1 : columns}, (_, index) => {
    const start = x(column + index + block.x);
    const width = x(isWhole ? columns : block.width);
    const height = block.height * CELL.height;
    return `M${start} ${round(block.y * CELL.height)}h${width}v${round(height)}h-${width}z`;
  }).join('');
}

/** Each group of words at its own place and of its own length, so that any font keeps the columns. */
function texts(row: CellRow): string[] {
  const runs = runsOf(row, cell => (drawingOf(cell.text) ? null : `${isPlain(cell)} ${lookOf(cell)}`));
  return runs.flatMap(run => (isPlain(run.cell) ? words(run) : signs(run)));
}

function words({column, cells, cell}: Run): string[] {
  const text = cells.map(one => one.text).join('');
  return [...text.matchAll(/\S+(?: \S+)*/g)].map(match => {
    const [found] = match;
    const start = column + match.index;
    return textElement(x(start), cell, found, found.length > 1 ? ` textLength="${x(found.length)}"` : '');
  });
}

/** What a font may have in another width stands in the middle of its cell. */
function signs({column, cells}: Run): string[] {
  let at = column;
  return cells.map(cell => {
    const middle = at + cell.width / 2;
    at += cell.width;
    return textElement(x(middle), cell, cell.text, ' text-anchor="middle"');
  });
}

function textElement(at: number, cell: Cell, text: string, more: string): string {
  const names = [cell.isBold ? 'b' : '', cell.isDim ? 'd' : ''].filter(Boolean).join(' ');
  const look = names && ` class="${names}"`;
  return `<text x="${at}"${more}${look} fill="${paintOf(cell).text}">${escapeXml(text)}</text>`;
}

/** Neighbours with one key; those without (`null`) are left out. */
function runsOf(row: CellRow, keyOf: (cell: Cell) => string | null): Run[] {
  const runs: Run[] = [];
  let column = 0;
  let lastKey: string | null = null;
  for (const cell of row) {
    const key = keyOf(cell);
    const last = runs.at(-1);
    if (key !== null && last && key === lastKey) {
      last.columns += cell.width;
      last.cells.push(cell);
    } else if (key !== null) {
      runs.push({column, columns: cell.width, cells: [cell], cell});
    }
    lastKey = key;
    column += cell.width;
  }
  return runs;
}

function lookOf(cell: Cell): string {
  return `${paintOf(cell).text} ${cell.isBold} ${cell.isDim}`;
}

/** In every monospaced font, and as wide as all others there. */
function isPlain({text, width}: Cell): boolean {
  return width === 1 && /^[\u0020-\u007e\u00a0-\u00ff]$/.test(text);
}

/** What XML cannot hold, half a surrogate pair included, becomes the replacement character. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export function x(columns: number): number {
  return round(columns * CELL.width);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
