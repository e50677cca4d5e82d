import type {Row} from '../../test/support/screen.js';
import {CELL, pixels} from './geometry.js';
import {renderRow} from './row.js';
import {baselineOf, renderWindow} from './window.js';

/** A screen, and how long it is shown. */
export interface Frame {
  readonly screen: readonly Row[];
  readonly shownMs: number;
}

/**
 * Frames as an SVG document that plays them for ever. They lie beside each other on a strip that is moved under the
 * window; a row is written once, however many frames it stands in. Who has asked for less motion sees the first one.
 */
export function renderAnimation(title: string, frames: readonly Frame[]): string {
  const columns = frames[0]!.screen[0]!.length;
  const width = columns * CELL.width;
  const ids = new Map<string, string>();
  const groups = frames.map(({screen}, index) => {
    const rows = screen.map((row, y) => {
      const content = renderRow(row);
      if (content === '') return '';
      if (!ids.has(content)) ids.set(content, `r${ids.size}`);
      return `<use href="#${ids.get(content)}" y="${baselineOf(y)}"/>`;
    });
    return `<g transform="translate(${pixels(index * width)} 0)">${rows.join('')}</g>`;
  });
  return renderWindow({
    columns,
    rows: frames[0]!.screen.length,
    title,
    style: renderStyle(frames, width),
    definitions: [...ids].map(([content, id]) => `<g id="${id}">${content}</g>`).join('\n'),
    content: `<g class="strip">${groups.join('\n')}</g>`,
  });
}

function renderStyle(frames: readonly Frame[], width: number): string {
  const totalMs = frames.reduce((sum, {shownMs}) => sum + shownMs, 0);
  let startMs = 0;
  const steps = frames.map(({shownMs}, index) => {
    const step = `${pixels((startMs / totalMs) * 100)}%{transform:translateX(-${pixels(index * width)}px)}`;
    startMs += shownMs;
    return step;
  });
  return [
    `@keyframes play{${steps.join('')}}`,
    `.strip{animation:play ${totalMs}ms steps(1,end) infinite}`,
    '@media(prefers-reduced-motion:reduce){.strip{animation:none}}',
  ].join('');
}
