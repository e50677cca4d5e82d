import * as ansi from '@alcalzone/ansi-tokenize';
import {expect, test} from 'vitest';
import {styledCharsFromTokens, tokenize} from '../../source/ui/ansi-tokenize.js';
import {glyphSets} from '../../source/ui/theme.js';

test.each([
  '',
  'plain',
  '\u001b[32m●\u001b[39m worker 1 │ \u001b[1m▁▂▃▄▅▆▇█\u001b[2m │\u001b[22m 12.5 MB …',
  '\u001b[38;5;12;1mcolours \u001b[7mupon\u001b[27m colours\u001b[0m and none\u001b[m',
  '\u001b[31m\u001b[1m\u001b[39m\u001b[22m',
  'two\nlines',
  '\u001b]8;;http://localhost\u0007link\u001b]8;;\u0007',
  '\u001b[2Jno colour',
  '日本語',
  '👩‍💻 x',
  'e\u0301',
  '■\ufe0f',
  ...Object.values(glyphSets).flatMap(glyphs => Object.values(glyphs).map(String)),
])('%j has the characters and colours that the package finds', text => {
  expect(tokenize(text)).toEqual(ansi.tokenize(text));
  const chars = styledCharsFromTokens(tokenize(text));
  expect(chars).toEqual(ansi.styledCharsFromTokens(ansi.tokenize(text)));
  expect(ansi.styledCharsToString(chars)).toBe(
    ansi.styledCharsToString(ansi.styledCharsFromTokens(ansi.tokenize(text))),
  );
});

test('a text is cut where the package cuts it', () => {
  expect(tokenize('abc', 2)).toEqual(ansi.tokenize('abc', 2));
});
