import {figure} from './figures.js';
import {FONT_SIZE, MARGIN, round, svgDocument, svgLine, svgText, textWidth} from './svg.js';

export interface Line {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly isOurs: boolean;
}

export interface LineChart {
  readonly kind: 'lines';
  /** Of the file, without `.svg`. */
  readonly name: string;
  readonly title: string;
  /** What grows to the right; each doubling takes the same room. */
  readonly along: string;
  readonly lines: readonly Line[];
}

const WIDTH = 720;
const HEIGHT = 340;
const HEAD_HEIGHT = 52;
const FOOT_HEIGHT = 48;
const GRID_LINES = 4;
const DASHES = ['none', '6 4', '2 3', '10 4 2 4'];

/** Lines from zero on, each named at its end, and told apart by dashes, too. */
export function lineChart({title, along, lines}: LineChart): string {
  const xs = [...new Set(lines.flatMap(({points}) => points.map(([x]) => x)))].sort((a, b) => a - b);
  const top = niceCeiling(Math.max(...lines.flatMap(({points}) => points.map(([, y]) => y)), 0));
  const left = MARGIN + textWidth(figure(top)) + 8;
  const right = WIDTH - MARGIN - Math.max(...lines.map(({label}) => textWidth(label))) - 8;
  const bottom = HEIGHT - FOOT_HEIGHT;
  const [first, last] = [Math.log2(xs[0]!), Math.log2(xs.at(-1)!)];
  const toX = (x: number) => left + ((Math.log2(x) - first) / (last - first || 1)) * (right - left);
  const toY = (y: number) => bottom - (y / top) * (bottom - HEAD_HEIGHT);
  const grid = Array.from({length: GRID_LINES + 1}, (_, index) => (top * index) / GRID_LINES).flatMap(y => [
    svgLine(left, toY(y), right, toY(y), 'grid'),
    svgText(left - 8, toY(y) + 4, figure(y), {className: 'quiet', anchor: 'end'}),
  ]);
  const scale = xs.map(x => svgText(toX(x), bottom + 20, figure(x), {className: 'quiet', anchor: 'middle'}));
  const ends = spaced(
    lines.map(({points}) => toY(points.at(-1)![1])),
    bottom,
  );
  const drawn = lines.flatMap(({label, points, isOurs}, index) => {
    const className = isOurs ? 'ours' : 'theirs';
    const path = points.map(([x, y]) => `${round(toX(x))},${round(toY(y))}`).join(' ');
    return [
      `<polyline class="${className} line" stroke-dasharray="${DASHES[index % DASHES.length]}" points="${path}"/>`,
      ...points.map(
        ([x, y]) => `<circle class="${className}" cx="${round(toX(x))}" cy="${round(toY(y))}" r="3"/>`,
      ),
      svgText(right + 8, ends[index]! + 4, label),
    ];
  });
  return svgDocument(WIDTH, HEIGHT, title, [
    ...grid,
    ...scale,
    svgText((left + right) / 2, HEIGHT - 12, along, {className: 'quiet', anchor: 'middle'}),
    ...drawn,
  ]);
}

/** The next of 1, 2, 4, 5, 8 and their tenfolds, so that a quarter of it is a short number. */
function niceCeiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 4, 5, 8, 10].find(step => step * power >= value)!;
}

/** Heights of names, moved apart where they would cover each other, and none below the bottom. */
function spaced(heights: readonly number[], bottom: number): number[] {
  const result = [...heights];
  const step = FONT_SIZE + 2;
  const order = heights.map((_, index) => index).sort((a, b) => heights[a]! - heights[b]!);
  for (const [place, index] of order.entries()) {
    const above = place === 0 ? Number.NEGATIVE_INFINITY : result[order[place - 1]!]!;
    result[index] = Math.max(result[index]!, above + step);
  }
  for (const [place, index] of order.reverse().entries()) {
    result[index] = Math.min(result[index]!, bottom - place * step);
  }
  return result;
}
