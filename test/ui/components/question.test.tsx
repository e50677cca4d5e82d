import {Box} from 'ink';
import {render} from 'ink-testing-library';
import {expect, test} from 'vitest';
import {Question} from '../../../source/ui/components/question.js';
import {glyphSets} from '../../../source/ui/theme.js';
import type {Dialog} from '../../../source/ui/ui-state.js';

const dialog: Dialog = {
  title: 'Kill worker 2 (pid 4711)?',
  lines: ['It has 3 open connections and 1 request in flight.', 'A replacement starts at once.'],
  yes: 'Kill it',
  action: {type: 'kill-worker', slot: 2, pid: 4711},
};

const frame = (answer: 'no' | 'yes', shown = dialog) =>
  render(
    <Box width={70} height={14}>
      <Question dialog={shown} answer={answer} columns={70} rows={14} glyphs={glyphSets.unicode} />
    </Box>,
  ).lastFrame()!;

test('the chosen answer is marked by a glyph, not by colour alone', () => {
  expect(frame('no')).toContain('▸ n  No');
  expect(frame('no')).not.toContain('▸ y');
  expect(frame('yes')).toContain('▸ y  Kill it');
  expect(frame('yes')).not.toContain('▸ n');
});

test('it stands in a frame that is as wide as its longest line', () => {
  const lines = frame('no')
    .split('\n')
    .filter(line => line.trim() !== '');
  expect(new Set(lines.map(line => line.trimEnd().length)).size).toBe(1);
  expect(lines[0]).toMatch(/^ *╭─ Kill worker 2 \(pid 4711\)\? ─+╮$/);
});

test('however much there is to say, the answers have their place', () => {
  const lines = Array.from({length: 20}, (_, index) => `consequence ${index + 1}`);
  const text = frame('no', {...dialog, lines});
  expect(text).toContain('consequence 4');
  expect(text).toContain('…');
  expect(text).toContain('▸ n  No');
  expect(text).toContain('Esc leaves');
});
