import type {Frame} from './recorder.js';
import {CELL, rowSvg} from './row-svg.js';
import {contentSize, type WindowOptions, windowSvg} from './window-svg.js';

/** Between two frames on the strip, so that nothing of one shows beside another. */
const GAP = 20;

/**
 * Frames as an SVG that plays them over and over. They lie side by side on a strip that moves behind the window;
 * rows that are alike, in whatever frame, are there once. Without animations, or for whoever wants less motion, it
 * is the first frame.
 */
export function filmSvg(frames: readonly Frame[], options: WindowOptions): string {
  const step = contentSize(options.columns, options.rows).width + GAP;
  const numbers = new Map<string, number>();
  const placed = frames.map(({cells}, index) => {
    const uses = cells.map((row, rowIndex) => {
      const content = rowSvg(row);
      if (!content) return '';
      const number = numbers.get(content) ?? numbers.size;
      numbers.set(content, number);
      return `<use href="#r${number}" y="${rowIndex * CELL.height}"/>`;
    });
    return `<g transform="translate(${index * step} 0)">${uses.join('')}</g>`;
  });
  const rows = [...numbers].map(([content, number]) => `<g id="r${number}">${content}</g>`);
  const content = `<defs><g class="t">\n${rows.join('\n')}\n</g></defs>\n<g class="t f">\n${placed.join('\n')}\n</g>`;
  return windowSvg(content, filmStyle(frames, step), options);
}

function filmStyle(frames: readonly Frame[], step: number): string {
  const totalMs = frames.reduce((sum, {durationMs}) => sum + durationMs, 0);
  let startMs = 0;
  const keys = frames.map(({durationMs}, index) => {
    const percent = ((100 * startMs) / totalMs).toFixed(2);
    startMs += durationMs;
    return `${percent}%{transform:translateX(${-index * step}px)}`;
  });
  // What follows the last key would be the way back to the first one.
  keys.push(`100%{transform:translateX(${-(frames.length - 1) * step}px)}`);
  return `.f{animation:f ${(totalMs / 1000).toFixed(2)}s step-end infinite}@keyframes f{${keys.join('')}}@media(prefers-reduced-motion:reduce){.f{animation:none}}`;
}
