import {describe, expect, test} from 'vitest';
import {computeLayout} from '../../source/ui/layout.js';
import {glyphSets} from '../../source/ui/theme.js';
import {unseenScreen} from '../../source/ui/unseen-screen.js';
import {textOf} from '../support/scene.js';

describe.each([
  [120, 40],
  [80, 24],
  [60, 15],
])('at %i×%i', (columns, rows) => {
  const layout = computeLayout({columns, rows, slots: 1, tableRows: 1, clusterRows: 1});

  test('why a cluster has not started fills what the line of clusters and the hints leave', () => {
    const cause = `a cluster named "api" runs already\n${'日本語 '.repeat(300)}`;
    const lines = textOf(
      unseenScreen('api', {how: 'not-started', cause}, layout, glyphSets.unicode),
      columns,
    );
    expect(lines).toHaveLength(rows - 2);
    expect(lines[0]).toMatch(/^╭─ clusterview · api ─+ not started ─╮$/);
    expect(lines[1]).toMatch(/^│ a cluster named "api" runs already +│$/);
  });

  test('one that is still to start is waited for', () => {
    const lines = textOf(unseenScreen('api', null, layout, glyphSets.unicode), columns);
    expect(lines[0]).toContain(' starting ─╮');
    expect(lines[1]).toContain('waiting for the master …');
  });
});
