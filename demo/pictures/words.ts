import type {Cell} from '../../test/support/screen.js';
import {shapeOf} from './shapes.js';

/** What is written in one piece, and how many cells it takes. */
export interface Words {
  readonly index: number;
  readonly text: string;
  readonly width: number;
  /** A character that often comes from another font, which is as wide as it likes. */
  readonly isSign: boolean;
}

const PLAIN = /^[!-~]$/;

/**
 * The words in these cells. Those with one space between them are one piece; more would be folded into one. A sign
 * stands alone, so that its width moves nothing else.
 */
export function wordsOf(cells: readonly Cell[]): Words[] {
  const found: Words[] = [];
  for (const [index, {text}] of cells.entries()) {
    if (text === '' || text === ' ' || shapeOf(text)) continue;
    const isSign = !PLAIN.test(text);
    const last = found.at(-1);
    const gap = last ? index - last.index - last.width : 0;
    if (last && !last.isSign && !isSign && gap <= 1) {
      const joined = last.text + ' '.repeat(gap) + text;
      found[found.length - 1] = {...last, text: joined, width: joined.length};
    } else found.push({index, text, width: cells[index + 1]?.text === '' ? 2 : 1, isSign});
  }
  return found;
}
