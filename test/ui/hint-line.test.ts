import {stripVTControlCharacters} from 'node:util';
import {expect, test} from 'vitest';
import {hintLine, promptLine} from '../../source/ui/hint-line.js';
import {widthOf} from '../../source/ui/text.js';
import {glyphSets} from '../../source/ui/theme.js';
import {VIEWS} from '../../source/ui/views.js';

const glyphs = glyphSets.unicode;

test.each([200, 120, 80, 60, 40])('in %i columns every view names help and the way out', columns => {
  for (const view of VIEWS) {
    const text = stripVTControlCharacters(hintLine(null, 'live', view, columns, glyphs));
    expect(widthOf(text)).toBeLessThanOrEqual(columns);
    expect(text).toContain('? help');
    expect(text).toContain('q quit');
  }
});

test('hints are those of the view', () => {
  const hints = (view: (typeof VIEWS)[number]) => hintLine(null, 'live', view, 200, glyphs);
  expect(hints('workers')).toContain('stop');
  expect(hints('logs')).not.toContain('stop');
  expect(hints('logs')).toContain('search');
  expect(hints('events')).toContain('severity');
});

test('what is typed shows its end, however long it is', () => {
  const text = stripVTControlCharacters(
    promptLine({what: 'filter', text: `${'日本語'.repeat(50)}end`}, 60, glyphs),
  );
  expect(widthOf(text)).toBe(60);
  expect(text).toMatch(/語end▏ +Enter keeps, Esc leaves $/);
});

test.each([60, 80, 120])(
  'in %i columns the filter says what can be typed, and a search only how it ends',
  columns => {
    const textOf = (what: 'filter' | 'pattern', text: string) =>
      stripVTControlCharacters(promptLine({what, text}, columns, glyphs));
    expect(textOf('filter', '')).toMatch(
      /^ \/▏ +number, pid \(.*3 digits.*state; Enter keeps(, Esc leaves)? $/,
    );
    expect(widthOf(textOf('filter', ''))).toBe(columns);
    expect(textOf('filter', 'x'.repeat(columns))).toMatch(/x▏ +Enter keeps, Esc leaves $/);
    expect(textOf('pattern', '')).toMatch(/▏ +Enter finds, Esc leaves $/);
  },
);
