import {FONT_SIZE} from './geometry.js';

/** A dark window of its own: it reads the same on a light page and on a dark one. */
export const GROUND = '#0d1117';
export const FOREGROUND = '#e6edf3';
export const FRAME = '#484f58';
export const TITLE = '#8b949e';

/** The 16 colours that the viewer paints with, as a terminal numbers them. */
const COLOURS = [
  ['#484f58', '#ff7b72', '#3fb950', '#d29922', '#58a6ff', '#bc8cff', '#39c5cf', '#b1bac4'],
  ['#6e7681', '#ffa198', '#56d364', '#e3b341', '#79c0ff', '#d2a8ff', '#56d4dd', '#ffffff'],
].flat();

/** Class of a colour; `null` is the terminal's own foreground. */
export function colourClass(colour: number | null): string {
  if (colour === null) return 'n';
  if (!(colour in COLOURS)) throw new Error(`colour ${colour} is not one of the ${COLOURS.length}`);
  return `c${colour}`;
}

/** Of what stands on the foreground's colour. */
export const GROUND_CLASS = 'g';
export const BOLD_CLASS = 'b';
export const DIM_CLASS = 'd';
/** Of a path that is a line; other shapes are filled. */
export const LINE_CLASS = 'l';
/** Of a shape that lets half of the ground through. */
export const SHADE_CLASS = 's';

/** Short, since each element names its own. */
export const STYLE = [
  `text{font:${FONT_SIZE}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}`,
  'text,path{fill:currentColor}',
  `.${LINE_CLASS}{fill:none;stroke:currentColor}`,
  `.${BOLD_CLASS}{font-weight:700}`,
  `.${DIM_CLASS}{opacity:.6}`,
  `.${SHADE_CLASS}{fill-opacity:.3}`,
  `.${colourClass(null)}{color:${FOREGROUND}}`,
  `.${GROUND_CLASS}{color:${GROUND}}`,
  ...COLOURS.map((colour, index) => `.${colourClass(index)}{color:${colour}}`),
].join('');
