import type {Cell, CellColor} from './screen.js';

/** Of the window, legible on a light page and on a dark one because it brings its own ground. */
export const WINDOW = {ground: '#0d1117', bar: '#161b22', edge: '#484f58', text: '#d1d7e0', title: '#9198a1'};

/** The 16 colours of a terminal's scheme, the eight ordinary ones first. */
const ANSI = [
  '#484f58',
  '#ff7b72',
  '#3fb950',
  '#d29922',
  '#58a6ff',
  '#bc8cff',
  '#39c5cf',
  '#b1bac4',
  '#6e7681',
  '#ffa198',
  '#56d364',
  '#e3b341',
  '#79c0ff',
  '#d2a8ff',
  '#56d4dd',
  '#ffffff',
];

/** Levels of red, green and blue in the cube of 216 colours that xterm has behind the first 16. */
const CUBE_LEVELS = [0, 95, 135, 175, 215, 255];
const CUBE_START = 16;
const GREY_START = 232;

export interface Paint {
  readonly text: string;
  /** `null`: that of the window. */
  readonly ground: string | null;
}

/** What a cell is drawn with, an inverse one the other way round. */
export function paintOf({foreground, background, isInverse}: Cell): Paint {
  const text = hexOf(foreground) ?? WINDOW.text;
  const ground = hexOf(background);
  return isInverse ? {text: ground ?? WINDOW.ground, ground: text} : {text, ground};
}

function hexOf(color: CellColor): string | null {
  if (color.kind === 'default') return null;
  if (color.kind === 'rgb') return hex(color.value);
  const {index} = color;
  if (index < CUBE_START) return ANSI[index]!;
  if (index >= GREY_START) return hex((8 + 10 * (index - GREY_START)) * 0x010101);
  const place = index - CUBE_START;
  const [red, green, blue] = [Math.floor(place / 36), Math.floor(place / 6) % 6, place % 6];
  return hex(CUBE_LEVELS[red]! * 0x10000 + CUBE_LEVELS[green]! * 0x100 + CUBE_LEVELS[blue]!);
}

function hex(value: number): string {
  return `#${value.toString(16).padStart(6, '0')}`;
}
