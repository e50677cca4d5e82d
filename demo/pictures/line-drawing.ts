/** What a character is made of that has to join its neighbours, in any font: it is drawn and not written. */
export type Drawing = Block | Lines;

/** A part of the cell, in shares of its width and height from its upper left corner. */
export interface Block {
  readonly kind: 'block';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly opacity: number;
}

/** Lines from the middle of the cell to its edges. */
export interface Lines {
  readonly kind: 'lines';
  readonly left: boolean;
  readonly right: boolean;
  readonly up: boolean;
  readonly down: boolean;
  /** Of a corner: it is a bend. */
  readonly isRound: boolean;
}

/** By the edges that they reach: left, right, up, down. */
const LINES: Record<string, string> = {
  '─': 'lr',
  '│': 'ud',
  '┌': 'rd',
  '┐': 'ld',
  '└': 'ru',
  '┘': 'lu',
  '├': 'rud',
  '┤': 'lud',
  '┬': 'lrd',
  '┴': 'lru',
  '┼': 'lrud',
  '╴': 'l',
  '╵': 'u',
  '╶': 'r',
  '╷': 'd',
};
const ROUND: Record<string, string> = {'╭': 'rd', '╮': 'ld', '╰': 'ru', '╯': 'lu'};

const SHADES: Record<string, number> = {'░': 0.25, '▒': 0.5, '▓': 0.75};
const LOWER_EIGHTHS = '▁▂▃▄▅▆▇█';
/** From seven eighths down to one. */
const LEFT_EIGHTHS = '▉▊▋▌▍▎▏';

/** `null` for what is written with a font. */
export function drawingOf(character: string): Drawing | null {
  const edges = LINES[character] ?? ROUND[character];
  if (edges) {
    return {
      kind: 'lines',
      left: edges.includes('l'),
      right: edges.includes('r'),
      up: edges.includes('u'),
      down: edges.includes('d'),
      isRound: character in ROUND,
    };
  }
  const shade = SHADES[character];
  if (shade !== undefined) return block(0, 0, 1, 1, shade);
  const eighths = LOWER_EIGHTHS.indexOf(character) + 1;
  if (eighths > 0) return block(0, 1 - eighths / 8, 1, eighths / 8);
  const left = LEFT_EIGHTHS.indexOf(character);
  if (left >= 0) return block(0, 0, (7 - left) / 8, 1);
  if (character === '▀') return block(0, 0, 1, 0.5);
  if (character === '▐') return block(0.5, 0, 0.5, 1);
  return null;
}

function block(x: number, y: number, width: number, height: number, opacity = 1): Block {
  return {kind: 'block', x, y, width, height, opacity};
}
