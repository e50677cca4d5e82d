import {Box, Text} from 'ink';
import {memo} from 'react';
import type {Glyphs} from '../theme.js';

interface RowProps {
  /** One line, padded and coloured: a row is one node, which is what makes a frame cheap. */
  readonly line: string;
}

const Row = memo(function Row({line}: RowProps) {
  return <Text wrap="truncate">{line}</Text>;
});

interface RowsProps {
  readonly lines: readonly string[];
  readonly glyphs: Glyphs;
}

/** Lines below each other; only those that changed are laid out again. */
export function Rows({lines, glyphs}: RowsProps) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its position
        <Row key={index} line={glyphs.spell(line)} />
      ))}
    </Box>
  );
}
