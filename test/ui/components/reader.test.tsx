import {Box} from 'ink';
import {render} from 'ink-testing-library';
import {expect, test} from 'vitest';
import {Reader} from '../../../source/ui/components/reader.js';
import {glyphSets} from '../../../source/ui/theme.js';

test('scrolled to its end on a narrow screen, a report still has lines when that becomes wider', () => {
  const lines = Array.from({length: 20}, (_, index) => `${index + 1} ${'words '.repeat(12).trim()}`);
  const frameOf = (columns: number, offset: number) =>
    render(
      <Box width={columns} height={14}>
        <Reader
          report={{title: 'routes', lines}}
          offset={offset}
          columns={columns}
          rows={14}
          glyphs={glyphSets.unicode}
        />
      </Box>,
    ).lastFrame()!;
  expect(frameOf(60, 30)).toContain('31-40 of 40');
  expect(frameOf(100, 30)).toContain('11-20 of 20');
  expect(frameOf(100, 30)).toContain('20 words');
});
