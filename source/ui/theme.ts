import chalk from 'chalk';
import type {ClusterState, Severity} from '../api/types.js';

/** The characters that the viewer draws with. */
export interface Glyphs {
  readonly border: {
    readonly topLeft: string;
    readonly topRight: string;
    readonly bottomLeft: string;
    readonly bottomRight: string;
    readonly horizontal: string;
    readonly vertical: string;
  };
  /** From the lowest to the highest. */
  readonly spark: readonly string[];
  readonly bar: string;
  readonly barRest: string;
  readonly selected: string;
  /** Acted on together with others. */
  readonly marked: string;
  readonly child: string;
  readonly ready: string;
  readonly starting: string;
  readonly draining: string;
  readonly blocked: string;
  readonly waiting: string;
  readonly dead: string;
  readonly none: string;
  readonly warning: string;
  readonly info: string;
  readonly ellipsis: string;
  readonly separator: string;
  /** Where the next character that is typed goes. */
  readonly cursor: string;
  /** Behind a factor. */
  readonly times: string;
  /** An order: the largest first, */
  readonly descending: string;
  /** and the smallest first. */
  readonly ascending: string;
  /** A line, as wide as it was, with what texts have beside these: arrows of keys, the dots of what goes on. */
  readonly spell: (line: string) => string;
}

export type GlyphSet = 'unicode' | 'ascii';

const SPELLED: Record<string, string> = {
  '…': '~',
  '·': '-',
  '×': 'x',
  '↑': '^',
  '↓': 'v',
  '←': '<',
  '→': '>',
};
const SPELLED_CHARACTERS = new RegExp(`[${Object.keys(SPELLED).join('')}]`, 'g');

export const glyphSets: Record<GlyphSet, Glyphs> = {
  unicode: {
    border: {
      topLeft: '╭',
      topRight: '╮',
      bottomLeft: '╰',
      bottomRight: '╯',
      horizontal: '─',
      vertical: '│',
    },
    spark: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
    bar: '█',
    barRest: '░',
    selected: '▸',
    marked: '+',
    child: '└',
    ready: '●',
    starting: '◐',
    draining: '◔',
    blocked: '■',
    waiting: '↻',
    dead: '✖',
    none: '○',
    warning: '▲',
    info: '·',
    ellipsis: '…',
    separator: '·',
    cursor: '▏',
    times: '×',
    descending: '▼',
    ascending: '▲',
    spell: line => line,
  },
  ascii: {
    border: {topLeft: '+', topRight: '+', bottomLeft: '+', bottomRight: '+', horizontal: '-', vertical: '|'},
    spark: ['_', '.', ':', '-', '=', '+', '*', '#'],
    bar: '#',
    barRest: '.',
    selected: '>',
    marked: '+',
    child: '`',
    ready: '*',
    starting: '~',
    draining: 'v',
    blocked: '!',
    waiting: '@',
    dead: 'x',
    none: 'o',
    warning: '!',
    info: '-',
    ellipsis: '~',
    separator: '-',
    cursor: '_',
    times: 'x',
    descending: 'v',
    ascending: '^',
    spell: line => line.replace(SPELLED_CHARACTERS, character => SPELLED[character]!),
  },
};

/** The 16 colours of the terminal's own scheme only, so that light and dark ones both stay legible. */
export const paint = {
  label: chalk.dim,
  strong: chalk.bold,
  title: chalk.bold.cyan,
  border: chalk.dim,
  good: chalk.green,
  warning: chalk.yellow,
  error: chalk.red,
  accent: chalk.cyan,
  second: chalk.magenta,
  selected: chalk.inverse,
  plain: (text: string) => text,
};

export type Paint = (text: string) => string;

export const severityPaint: Record<Severity, Paint> = {
  info: paint.plain,
  good: paint.good,
  warning: paint.warning,
  error: paint.error,
};

export function severityGlyph(severity: Severity, glyphs: Glyphs): string {
  return {info: glyphs.info, good: glyphs.ready, warning: glyphs.warning, error: glyphs.dead}[severity];
}

export const statePaint: Record<ClusterState, Paint> = {
  starting: paint.warning,
  running: paint.good,
  reloading: paint.accent,
  stopping: paint.warning,
  failed: paint.error,
};

/** Low is good: from half of the range on it warns, close to its end it alarms. */
export function loadPaint(share: number): Paint {
  if (share >= 0.9) return paint.error;
  return share >= 0.6 ? paint.warning : paint.good;
}
