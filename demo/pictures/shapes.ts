import {CELL, pixels} from './geometry.js';
import {LINE_CLASS, SHADE_CLASS} from './palette.js';

/** A character that is drawn, not written, so that it joins its neighbours in whatever font the text is. */
export interface Shape {
  /** Of the path; empty for one that is filled. */
  readonly className: string;
  /** Several of it beside each other are one that is wider. */
  readonly isStretchable: boolean;
  /** The path's data, for a cell that begins at `x` and stands on the baseline 0. */
  path(x: number, width: number): string;
}

const TOP = -CELL.baseline;
const BOTTOM = TOP + CELL.height;
const MIDDLE = (TOP + BOTTOM) / 2;
const HALF = CELL.width / 2;
/** Of the round corners. */
const RADIUS = 4;
const EIGHTHS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

const shapes: ReadonlyMap<string, Shape> = new Map([
  ['─', {className: LINE_CLASS, isStretchable: true, path: (x, width) => horizontal(x, width)}],
  ['│', line(x => vertical(x, TOP, BOTTOM))],
  ['╭', line(x => corner(x, BOTTOM, CELL.width))],
  ['╮', line(x => corner(x, BOTTOM, 0))],
  ['╰', line(x => corner(x, TOP, CELL.width))],
  ['╯', line(x => corner(x, TOP, 0))],
  ['└', line(x => vertical(x, TOP, MIDDLE) + horizontal(x + HALF, HALF))],
  ['├', line(x => vertical(x, TOP, BOTTOM) + horizontal(x + HALF, HALF))],
  ['┤', line(x => vertical(x, TOP, BOTTOM) + horizontal(x, HALF))],
  ['┬', line(x => vertical(x, MIDDLE, BOTTOM) + horizontal(x, CELL.width))],
  ['┴', line(x => vertical(x, TOP, MIDDLE) + horizontal(x, CELL.width))],
  ['┼', line(x => vertical(x, TOP, BOTTOM) + horizontal(x, CELL.width))],
  ['░', filled(1, SHADE_CLASS)],
  ...EIGHTHS.map((character, index): [string, Shape] => {
    return [character, filled((index + 1) / EIGHTHS.length)];
  }),
]);

export function shapeOf(character: string): Shape | undefined {
  return shapes.get(character);
}

function line(path: (x: number) => string): Shape {
  return {className: LINE_CLASS, isStretchable: false, path};
}

/** That share of the cell from below. */
function filled(share: number, className = ''): Shape {
  const height = pixels(CELL.height * share);
  return {
    className,
    isStretchable: true,
    path: (x, width) => `M${pixels(x)} ${BOTTOM}v-${height}h${pixels(width)}v${height}z`,
  };
}

function horizontal(x: number, width: number): string {
  return `M${pixels(x)} ${pixels(MIDDLE)}h${pixels(width)}`;
}

function vertical(x: number, from: number, to: number): string {
  return `M${pixels(x + HALF)} ${pixels(from)}V${pixels(to)}`;
}

/** From the side of the cell at `dx` round its middle to its top or bottom. */
function corner(x: number, end: number, dx: number): string {
  const middle = pixels(x + HALF);
  const beforeTurn = pixels(x + HALF + Math.sign(dx - HALF) * RADIUS);
  const afterTurn = pixels(MIDDLE + Math.sign(end - MIDDLE) * RADIUS);
  const y = pixels(MIDDLE);
  return `M${pixels(x + dx)} ${y}H${beforeTurn}Q${middle} ${y} ${middle} ${afterTurn}V${end}`;
}
