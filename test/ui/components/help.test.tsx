import {Box} from 'ink';
import {render} from 'ink-testing-library';
import {expect, test} from 'vitest';
import {Help} from '../../../source/ui/components/help.js';
import {keymap} from '../../../source/ui/keymap.js';
import {glyphSets} from '../../../source/ui/theme.js';

const frame = (rows: number) =>
  render(
    <Box width={80} height={rows}>
      <Help columns={80} rows={rows} glyphs={glyphSets.unicode} />
    </Box>,
  ).lastFrame()!;

test('every key is in the help', () => {
  const text = frame(24);
  for (const {label, help} of keymap) {
    expect(text).toContain(label);
    expect(text).toContain(help);
  }
});

test('where the window is too low for all of them, it says how many are missing', () => {
  expect(frame(15)).toContain(`${keymap.length - 10} more need a higher window`);
});
