import {expect, test} from 'vitest';
import {bar, sparkline} from '../../source/ui/chart.js';
import {glyphSets} from '../../source/ui/theme.js';

const glyphs = glyphSets.unicode;

test('a sparkline shows the newest values, the highest of them full', () => {
  expect(sparkline([9, 0, 1, 2, 4], 4, glyphs)).toBe('▁▃▅█');
  expect(sparkline([], 3, glyphs)).toBe('   ');
  expect(sparkline([0, 0], 3, glyphs)).toBe(' ▁▁');
});

test('a bar shows what is not nothing, and no more than all', () => {
  expect(bar(0, 4, glyphs)).toEqual({filled: '', rest: '░░░░'});
  expect(bar(0.001, 4, glyphs)).toEqual({filled: '█', rest: '░░░'});
  expect(bar(2, 4, glyphs)).toEqual({filled: '████', rest: ''});
});
