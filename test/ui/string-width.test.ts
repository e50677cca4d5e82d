import measure from 'string-width';
import {expect, test} from 'vitest';
import stringWidth from '../../source/ui/string-width.js';
import {glyphSets} from '../../source/ui/theme.js';

test.each([
  '',
  'plain',
  '\u001b[32m●\u001b[39m worker 1 │ ▁▂▃▄▅▆▇█ │ 12.5 MB …',
  '\u001b[38;5;12mcolours\u001b[0m',
  '\u001b]8;;http://localhost\u0007link\u001b]8;;\u0007',
  '日本語',
  '👩‍💻 x',
  'e\u0301',
  '■\ufe0f',
  '■\u0301',
  'tab\tand\u0007bell',
  ...Object.values(glyphSets).flatMap(glyphs => Object.values(glyphs).map(String)),
])('%j is as wide as the package says', text => {
  expect(stringWidth(text)).toBe(measure(text));
});

test('every character of the shortcut is one column wide', () => {
  for (let code = 0; code <= 0xffff; code++) {
    const char = String.fromCharCode(code);
    expect(stringWidth(char), `U+${code.toString(16)}`).toBe(measure(char));
  }
});
