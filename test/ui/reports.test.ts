import {Box} from 'ink';
import {render} from 'ink-testing-library';
import {expect, test} from 'vitest';
import {Help} from '../../../source/ui/components/help.js';
import {bindingsFor, type ViewerMode} from '../../../source/ui/keymap.js';
import {glyphSets} from '../../../source/ui/theme.js';

const frame = (rows: number, mode: ViewerMode) =>
  render(
    <Box width={80} height={rows}>
      <Help mode={mode} columns={80} rows={rows} glyphs={glyphSets.unicode} />
    </Box>,
  ).lastFrame()!;

test.each<ViewerMode>(['live', 'replay'])('every key of a %s view is in its help, and no other', mode => {
  const text = frame(30, mode);
  for (const {label, help} of bindingsFor(mode)) {
    expect(text).toContain(label);
    expect(text).toContain(help);
  }
  expect(text.includes('pause, and go on')).toBe(mode === 'replay');
  expect(text.includes('SIGKILL')).toBe(mode === 'live');
});

test('where the window is too low for all of them, it says how many are missing', () => {
  expect(frame(15, 'live')).toContain(`${bindingsFor('live').length - 10} more need a higher window`);
});
