/**
 * Takes the place of the package `@alcalzone/ansi-tokenize` in the bundle, for Ink: it cuts all rows of each frame into
 * cells, whether they have changed or not, which was half of what a frame costs. As of version 0.3.2 the package asks
 * for graphemes also where each character is one, and copies the colours for each cell.
 */
import * as ansi from '@alcalzone/ansi-tokenize';
import {COLOURS, isNarrow} from './string-width.js';

export * from '@alcalzone/ansi-tokenize';

/** What a text consists of. @param columnsMax what lies behind is left out. */
export function tokenize(text: string, columnsMax?: number): ansi.Token[] {
  if (columnsMax !== undefined || !isNarrow(text)) return ansi.tokenize(text, columnsMax);
  const tokens: ansi.Token[] = [];
  let at = 0;
  const addUpTo = (end: number) => {
    for (; at < end; at++) tokens.push({type: 'char', value: text[at]!, fullWidth: false});
  };
  for (const match of text.matchAll(COLOURS)) {
    addUpTo(match.index);
    tokens.push(...ansi.tokenize(match[0]));
    at += match[0].length;
  }
  addUpTo(text.length);
  return tokens;
}

/** The characters with their colours, which those beside each other share. */
export function styledCharsFromTokens(tokens: ansi.Token[]): ansi.StyledChar[] {
  const chars: ansi.StyledChar[] = [];
  let styles: ansi.AnsiCode[] = [];
  for (const token of tokens) {
    if (token.type === 'ansi') styles = ansi.reduceAnsiCodesIncremental(styles, [token]);
    else if (token.type === 'char')
      chars.push({type: 'char', value: token.value, fullWidth: token.fullWidth, styles});
  }
  return chars;
}
