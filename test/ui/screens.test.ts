import {stripVTControlCharacters} from 'node:util';
import {describe, expect, test} from 'vitest';
import {historyPoint} from '../../source/api/history-point.js';
import type {MemoryTrendFigures} from '../../source/api/types.js';
import {MEGABYTE} from '../../source/size-in-words.js';
import {eventsScreen} from '../../source/ui/events-screen.js';
import {headerPane} from '../../source/ui/header-pane.js';
import {computeLayout} from '../../source/ui/layout.js';
import {logsScreen} from '../../source/ui/logs-screen.js';
import type {Scene} from '../../source/ui/scene.js';
import {widthOf} from '../../source/ui/text.js';
import {glyphSets} from '../../source/ui/theme.js';
import {initialUiState, type UiState} from '../../source/ui/ui-state.js';
import {VIEWS, type View} from '../../source/ui/views.js';
import {workerScreen} from '../../source/ui/worker-screen.js';
import {workersScreen} from '../../source/ui/workers-screen.js';
import {sceneOf} from '../support/scene.js';
import {NOW, someEvent, someLine, someSlot, someSnapshot, someWorker} from '../support/snapshots.js';

const SCREENS: Record<View, (scene: Scene) => string[]> = {
  workers: workersScreen,
  worker: workerScreen,
  logs: logsScreen,
  events: eventsScreen,
};
const SIZES = [
  [200, 60],
  [120, 40],
  [80, 24],
  [60, 15],
] as const;
const HINT_ROWS = 1;

const LONG = '日本語 👩‍💻 '.repeat(100);

function fullScene(columns: number, rows: number, ui: Partial<UiState>, glyphs = glyphSets.unicode): Scene {
  const slots = [
    someSlot(1, {worker: someWorker(1, {stuckWhere: LONG, blocked: true}), others: [someWorker(9)]}),
    someSlot(2, {worker: null, state: 'gave-up', lastDeath: {at: NOW, words: LONG, cause: 'exit'}}),
    someSlot(3),
  ];
  const snapshot = someSnapshot(3, {
    slots,
    findings: [{slot: 1, severity: 'error', text: LONG, remedy: 'stack'}],
  });
  const points = Array.from({length: 600}, (_, index) => ({
    ...historyPoint(NOW - index * 1000, slots[0]!),
    cpuPercent: index % 100,
  })).reverse();
  return sceneOf(snapshot, {
    columns,
    rows,
    ui,
    glyphs,
    layout: {tableRows: 4},
    view: {
      events: Array.from({length: 100}, (_, id) => someEvent(id, {message: LONG, detail: 'a\nb'})),
      requestRates: [1, 2, 3],
      logs: {
        scope: ui.view === 'logs' ? null : 1,
        lines: Array.from({length: 100}, (_, id) => someLine(id, {text: LONG, slot: 256})),
        isHeld: false,
        newer: 0,
        skipped: 1234,
      },
      slotHistory: {slot: 1, points},
    },
  });
}

describe.each(SIZES)('at %i×%i', (columns, rows) => {
  describe.each(VIEWS)('the view %s', view => {
    test('fills the screen exactly while workers are reloaded and the policy was changed, whatever is in it', () => {
      const scene = fullScene(columns, rows, {view});
      const reload = {
        id: 1,
        startedAt: NOW - 1000,
        endedAt: null,
        outcome: null,
        reason: null,
        slots: [
          {slot: 1, phase: 'draining' as const, connectionsLeft: 1e9, startingAt: NOW - 1e9, drainingAt: 1},
          {slot: 2, phase: 'waiting' as const, connectionsLeft: 0},
          {slot: 3, phase: 'waiting' as const, connectionsLeft: 0},
        ],
      };
      const policySwitch = {
        at: NOW - 1e9,
        from: 'round-robin' as const,
        slots: [1, 2, 3].map(slot => ({slot, requests: 1e12 * slot ** 3, connections: 1e12})),
        fairness: {requests: 0.5, connections: 1},
      };
      const ended = {...reload, endedAt: NOW, outcome: 'failed' as const, reason: LONG};
      for (const shown of [reload, ended]) {
        const snapshot = {...scene.view.snapshot, reload: shown, policySwitch};
        const layout = computeLayout({columns, rows, slots: 3, tableRows: 4, spans: 2, reloadSlots: 3});
        const changed = {...scene, layout, view: {...scene.view, snapshot}};
        const lines = [...headerPane(changed), ...SCREENS[view](changed)];
        expect(lines).toHaveLength(rows - HINT_ROWS);
        expect(lines.map(widthOf)).toEqual(lines.map(() => columns));
      }
    });

    test('fills the screen exactly below the names of several clusters', () => {
      const scene = fullScene(columns, rows, {view});
      const layout = computeLayout({columns, rows, slots: 3, tableRows: 4, clusterRows: 1});
      const lines = [...headerPane({...scene, layout}), ...SCREENS[view]({...scene, layout})];
      expect(lines).toHaveLength(rows - 1 - HINT_ROWS);
      expect(lines.map(widthOf)).toEqual(lines.map(() => columns));
    });

    test.each([1, 2])('of worker %i fills the screen exactly, whatever is in it', slot => {
      const scene = {...fullScene(columns, rows, {view}), slot};
      const lines = [...headerPane(scene), ...SCREENS[view](scene)];
      expect(lines).toHaveLength(rows - HINT_ROWS);
      expect(lines.map(widthOf)).toEqual(lines.map(() => columns));
    });
  });

  test('wrapped log lines keep to the screen, too', () => {
    const logs = {...initialUiState.logs, wraps: true, pattern: '本'};
    const lines = logsScreen(fullScene(columns, rows, {view: 'logs', logs}));
    expect(lines.map(widthOf)).toEqual(lines.map(() => columns));
  });

  test('the view that is shown is named in the header', () => {
    for (const view of VIEWS) {
      const text = stripVTControlCharacters(headerPane(fullScene(columns, rows, {view})).join('\n'));
      expect(text).toContain(`[${VIEWS.indexOf(view) + 1} ${view === 'worker' ? 'worker 1' : view}]`);
    }
  });
});

test('what a small screen leaves out of one worker is named', () => {
  const title = (columns: number, rows: number) =>
    stripVTControlCharacters(workerScreen(fullScene(columns, rows, {}))[0]!);
  expect(title(60, 15)).toContain('axes, events, logs hidden');
  expect(title(80, 24)).toContain('logs hidden');
  expect(title(120, 40)).not.toContain('hidden');
});

test('with ASCII glyphs the views draw with ASCII alone', () => {
  for (const view of VIEWS) {
    const scene = fullScene(120, 40, {view}, glyphSets.ascii);
    const {snapshot} = scene.view;
    const plain: Scene = {
      ...scene,
      view: {
        ...scene.view,
        snapshot: {...snapshot, findings: [], slots: [someSlot(1), someSlot(2), someSlot(3)]},
        events: [someEvent(1)],
        logs: {...scene.view.logs, lines: [someLine(1)]},
      },
    };
    const text = [...headerPane(plain), ...SCREENS[view](plain)].map(stripVTControlCharacters).join('');
    expect(text).toMatch(/^[\x20-\x7e]*$/);
  }
});

test('the charts of a worker say what is now, the least and the most, with units', () => {
  const text = workerScreen(fullScene(120, 40, {}))
    .map(stripVTControlCharacters)
    .join('\n');
  expect(text).toMatch(/─ CPU ─+ 0% ─/);
  expect(text).toMatch(/ 0% to 99% /);
  expect(text).toMatch(/─ RSS ─+ heap 8\.0 MB {2}60\.0 MB ─/);
  expect(text).toMatch(/─ loop lag p99 ─+ 2\.0ms ─/);
  expect(text).toMatch(/─ latency p99 ─+ p50 1\.0ms {2}3\.0ms ─/);
  expect(text).toContain('10 min');
  expect(text).toMatch(/ 100% │/);
});

test('what a worker is doing has the delay of its event loop, and where its memory is going', () => {
  const textOf = (memoryTrend: MemoryTrendFigures | null, columns = 120) => {
    const scene = fullScene(columns, 40, {});
    const [first, ...others] = scene.view.snapshot.slots;
    const lastDeath = {at: NOW, words: 'exit code 1', cause: 'exit' as const};
    const grown = {...first!, lastDeath, worker: someWorker(1, {memoryTrend})};
    const snapshot = {...scene.view.snapshot, slots: [grown, ...others]};
    const lines = workerScreen({...scene, view: {...scene.view, snapshot}});
    return lines.map(stripVTControlCharacters).join('\n');
  };
  const trend = (rss: number, heap: number) => ({
    rssBytesPerMinute: rss * MEGABYTE,
    heapUsedBytesPerMinute: heap * MEGABYTE,
    spanMs: 480_000,
    looksLikeLeak: true,
  });
  const lag = ' loop lag p50 1.0ms, p99 2.0ms in 10 s, max 3.0ms in 1 s ·';
  for (const columns of [120, 80]) expect(textOf(null, columns)).toContain(`${lag} RSS 60.0 MB  `);
  expect(textOf(trend(12.34, 3))).toContain(`${lag} RSS 60.0 MB, +12.3 MB/min, heap +3.0 MB/min  `);
  expect(textOf(trend(-0.5, -0.25))).toContain(' · RSS 60.0 MB, -0.5 MB/min, heap -0.3 MB/min ');
  // Where not all of it has room, the delay is told in short.
  expect(textOf(trend(123.45, 123.45), 80)).toContain(
    ' loop lag p99 2.0ms in 10 s · RSS 60.0 MB, +123.5 MB/min, heap +123.5 MB/min ',
  );
  expect(textOf(null)).toContain(' exit code 1 ');
});

test('a chart of memory has a gap where a worker was not measured yet, and not 0', () => {
  const scene = fullScene(120, 40, {});
  const [first, ...others] = scene.view.slotHistory.points;
  const points = [{...first!, rssBytes: 0, heapUsedBytes: 0}, ...others];
  const view = {...scene.view, slotHistory: {...scene.view.slotHistory, points}};
  const text = workerScreen({...scene, view})
    .map(stripVTControlCharacters)
    .join('\n');
  expect(text).toContain(' 60.0 MB to 60.0 MB ');
  expect(text).toMatch(/100\.0 MB/);
});

test('where phases have no pane, they stand below what a worker is at, unless something is wrong with it', () => {
  const text = (columns: number, rows: number, findings: boolean) => {
    const scene = fullScene(columns, rows, {});
    const snapshot = {...scene.view.snapshot, ...(!findings && {findings: []})};
    const lines = workerScreen({...scene, view: {...scene.view, snapshot}});
    return lines.map(stripVTControlCharacters).join('\n');
  };
  for (const [columns, rows] of [
    [80, 24],
    [60, 15],
  ] as const) {
    expect(text(columns, rows, false)).toMatch(
      /╰─ \d\d:\d\d:\d\d pid 1001 {2}◐ starting 1\.0 s, ● ready 59s · 1/,
    );
    expect(text(columns, rows, true)).toContain('phases, ');
  }
  for (const [columns, rows] of [
    [120, 40],
    [200, 60],
  ] as const) {
    expect(text(columns, rows, true)).toMatch(
      /─ its phases ─+ 2 of 2 workers ─.*pid 1001 {2}◐ starting 1\.0 s/s,
    );
  }
});

test('what is left out of the view of one worker is counted where there is no room for all names', () => {
  const scene = fullScene(60, 15, {});
  const [first, ...others] = scene.view.snapshot.slots;
  const dead = {...first!, lastDeath: {at: NOW, words: 'exit code 1', cause: 'exit' as const}};
  const snapshot = {...scene.view.snapshot, slots: [dead, ...others]};
  const [title] = workerScreen({...scene, view: {...scene.view, snapshot}});
  expect(stripVTControlCharacters(title!)).toContain('─ 6 parts hidden ─');
});
