import {figure} from './figures.js';
import type {Spread} from './statistics.js';
import {MARGIN, round, svgDocument, svgLine, svgText, textWidth} from './svg.js';

export interface Bar {
  readonly label: string;
  /** Its quartiles are drawn as a line over the end of the bar. */
  readonly spread: Spread;
  readonly isOurs: boolean;
}

export interface BarChart {
  readonly kind: 'bars';
  /** Of the file, without `.svg`. */
  readonly name: string;
  readonly title: string;
  readonly bars: readonly Bar[];
}

const WIDTH = 720;
const HEAD_HEIGHT = 48;
const ROW_HEIGHT = 28;
const BAR_HEIGHT = 16;
const GAP = 10;

/** Bars from zero on, one below the other, each with its figure. */
export function barChart({title, bars}: BarChart): string {
  const labelWidth = Math.max(...bars.map(({label}) => textWidth(label)));
  const figureWidth = Math.max(...bars.map(({spread}) => textWidth(figure(spread.median))));
  const left = MARGIN + labelWidth + GAP;
  const room = WIDTH - left - MARGIN - figureWidth - GAP;
  const max = Math.max(...bars.map(({spread}) => spread.high), Number.MIN_VALUE);
  const parts = bars.flatMap(({label, spread, isOurs}, index) => {
    const middle = HEAD_HEIGHT + ROW_HEIGHT * (index + 0.5);
    const [length, low, high] = [spread.median, spread.low, spread.high].map(value => (value / max) * room);
    return [
      svgText(left - GAP, middle + 4, label, {anchor: 'end'}),
      `<rect class="${isOurs ? 'ours' : 'theirs'}" x="${round(left)}" y="${round(middle - BAR_HEIGHT / 2)}" width="${round(length!)}" height="${BAR_HEIGHT}"/>`,
      svgLine(left + low!, middle, left + high!, middle, 'spread'),
      svgText(left + Math.max(length!, high!) + GAP, middle + 4, figure(spread.median)),
    ];
  });
  const height = HEAD_HEIGHT + ROW_HEIGHT * bars.length + MARGIN;
  return svgDocument(WIDTH, height, title, parts);
}
