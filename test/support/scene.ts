import {stripVTControlCharacters} from 'node:util';
import {expect} from 'vitest';
import type {Snapshot} from '../../source/api/types.js';
import {computeLayout, type LayoutInput} from '../../source/ui/layout.js';
import type {Scene} from '../../source/ui/scene.js';
import type {ClusterView} from '../../source/ui/store.js';
import {widthOf} from '../../source/ui/text.js';
import {glyphSets} from '../../source/ui/theme.js';
import {initialUiState, type UiState} from '../../source/ui/ui-state.js';

export interface SceneOptions {
  readonly columns: number;
  readonly rows: number;
  readonly view?: Partial<ClusterView>;
  readonly ui?: Partial<UiState>;
  readonly layout?: Partial<LayoutInput>;
  readonly glyphs?: Scene['glyphs'];
}

/** What a viewer of that size draws from: a connected one that has nothing but this snapshot. */
export function sceneOf(
  snapshot: Snapshot,
  {columns, rows, view = {}, ui = {}, layout = {}, glyphs = glyphSets.unicode}: SceneOptions,
): Scene {
  const slots = snapshot.slots.length;
  return {
    view: {
      events: [],
      requestRates: [],
      link: 'connected',
      end: null,
      frozenForMs: null,
      outcomesAfter: 0,
      logs: {scope: undefined, lines: [], isHeld: false, newer: 0, skipped: 0},
      slotHistory: {slot: null, points: []},
      ...view,
      snapshot,
    },
    replay: null,
    ui: {...initialUiState, ...ui},
    layout: computeLayout({columns, rows, slots, tableRows: slots, ...layout}),
    columns,
    slot: 1,
    glyphs,
  };
}

/** The text of lines, each of which is as wide as the screen. */
export function textOf(lines: readonly string[], columns: number): string[] {
  expect(lines.map(widthOf)).toEqual(lines.map(() => columns));
  return lines.map(stripVTControlCharacters);
}
