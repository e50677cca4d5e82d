import {stripVTControlCharacters} from 'node:util';
import {Box} from 'ink';
import {render} from 'ink-testing-library';
import {expect, test} from 'vitest';
import type {ClusterStatus} from '../../../source/ui/cluster-status.js';
import {clustersMenu} from '../../../source/ui/clusters-menu.js';
import {Choice} from '../../../source/ui/components/choice.js';
import {glyphSets} from '../../../source/ui/theme.js';
import type {Menu} from '../../../source/ui/ui-state.js';

const menuOf = (count: number): Menu => ({
  title: 'Which cluster?',
  items: Array.from({length: count}, (_, index) => ({
    label: `service-${index + 1}`,
    help: 'ready',
    action: {type: 'show-cluster', index},
  })),
});

const frame = (count: number, chosen: number) =>
  render(
    <Box width={60} height={15}>
      <Choice menu={menuOf(count)} chosen={chosen} columns={60} rows={15} glyphs={glyphSets.unicode} />
    </Box>,
  ).lastFrame()!;

test('all items are there where there is room', () => {
  expect(frame(8, 0)).toContain('▸ service-1');
  expect(frame(8, 0)).toContain('service-8');
  expect(frame(8, 0)).not.toContain(' of 8');
});

test('of too many those around the marked one are shown, and which these are', () => {
  expect(frame(20, 0)).toContain('1-8 of 20');
  const last = frame(20, 19);
  expect(last).toContain('13-20 of 20');
  expect(last).toContain('▸ service-20');
  expect(last).toContain('Enter takes the marked one');
});

test('the list of clusters has whole lines of figures, also with long names, on a screen of 80 columns', () => {
  const figures = {ready: 16, workers: 16, requestsPerSecond: 12_345};
  const long: ClusterStatus[] = [
    {name: 'a'.repeat(64), sign: 'warning', words: '16 of 16 ready', cause: null, figures},
    {name: 'api', sign: 'ready', words: 'ready', cause: null, figures},
  ];
  const menu = clustersMenu({statuses: long}, glyphSets.unicode);
  const {lastFrame} = render(
    <Box width={80} height={24}>
      <Choice menu={menu} chosen={0} columns={80} rows={24} glyphs={glyphSets.unicode} />
    </Box>,
  );
  const rows = stripVTControlCharacters(lastFrame()!).split('\n');
  expect(rows.filter(row => row.includes('12,345 req/s'))).toHaveLength(2);
});
