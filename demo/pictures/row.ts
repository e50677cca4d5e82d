import type {Row} from '../../test/support/screen.js';
import {CELL, pixels} from './geometry.js';
import {type Run, runsOf} from './runs.js';
import {shapeOf} from './shapes.js';
import {wordsOf} from './words.js';
import {escapeXml} from './xml.js';

/** A row of the screen as SVG whose text stands on the line y = 0; empty for one that shows nothing. */
export function renderRow(row: Row): string {
  const runs = runsOf(row);
  const grounds = runs.filter(({ground}) => ground !== null).map(renderGround);
  return [...grounds, ...renderShapes(runs), ...runs.flatMap(renderWords)].join('');
}

function renderGround({column, cells, ground}: Run): string {
  const width = pixels(cells.length * CELL.width);
  const start = `${pixels(column * CELL.width)} ${-CELL.baseline}`;
  return `<path class="${ground}" d="M${start}h${width}v${CELL.height}h-${width}z"/>`;
}

/** One path for all of a row that look alike. */
function renderShapes(runs: readonly Run[]): string[] {
  const paths = new Map<string, string>();
  for (const {column, cells, ink} of runs) {
    for (let index = 0, count = 1; index < cells.length; index += count, count = 1) {
      const {text} = cells[index]!;
      const shape = shapeOf(text);
      if (!shape) continue;
      while (shape.isStretchable && cells[index + count]?.text === text) count++;
      const classes = [ink, shape.className].filter(Boolean).join(' ');
      const path = shape.path((column + index) * CELL.width, count * CELL.width);
      paths.set(classes, (paths.get(classes) ?? '') + path);
    }
  }
  return [...paths].map(([classes, data]) => `<path class="${classes}" d="${data}"/>`);
}

function renderWords({column, cells, ink}: Run): string[] {
  return wordsOf(cells).map(({index, text, width, isSign}) => {
    const fit = isSign ? ' lengthAdjust="spacingAndGlyphs"' : '';
    const place = `x="${pixels((column + index) * CELL.width)}" textLength="${pixels(width * CELL.width)}"`;
    return `<text class="${ink}" ${place}${fit}>${escapeXml(text)}</text>`;
  });
}
