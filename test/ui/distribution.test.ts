import {describe, expect, test} from 'vitest';
import type {Snapshot} from '../../source/api/types.js';
import {distributionSpans} from '../../source/ui/distribution.js';
import {distributionPane} from '../../source/ui/distribution-pane.js';
import {clock} from '../../source/ui/format.js';
import {sceneOf, textOf} from '../support/scene.js';
import {NOW, someSlot, someSnapshot} from '../support/snapshots.js';

/** Worker 1 has served much in all, and worker 2 most of the last minute. */
function twoWorkers(change: Partial<Snapshot> = {}): Snapshot {
  return someSnapshot(2, {
    slots: [
      someSlot(1, {total: {requests: 900, connections: 90}, lastMinute: {requests: 30, connections: 5}}),
      someSlot(2, {total: {requests: 100, connections: 10}, lastMinute: {requests: 70, connections: 5}}),
    ],
    ...change,
  });
}

const switched = (secondsAgo: number): Partial<Snapshot> => ({
  cluster: {...someSnapshot(2).cluster, policy: 'least-connections'},
  policySwitch: {
    at: NOW - secondsAgo * 1000,
    from: 'round-robin',
    slots: [
      {slot: 1, requests: 40, connections: 4},
      {slot: 2, requests: 60, connections: 6},
    ],
    fairness: {requests: 0.96, connections: 0.96},
  },
});

function paneOf(snapshot: Snapshot, columns: number, rows: number, showsLongSpan = false): string[] {
  const lines = distributionPane(
    sceneOf(snapshot, {
      columns,
      rows,
      ui: {showsLongSpan},
      layout: {spans: distributionSpans(snapshot).length},
    }),
  );
  return textOf(lines, columns);
}

test('where there is room the last minute stands beside the total, each with its own evenness', () => {
  const lines = paneOf(twoWorkers(), 120, 40);
  expect(lines[0]).toContain('distribution: last minute (left), in total (right)');
  expect(lines[1]).toMatch(
    /requests even 1\.00 +connections even 1\.00 +requests even 1\.00 +connections even/,
  );
  expect(lines[2]).toMatch(/^│ {3}1 .*30% +30 .*50% +5 .*90% +900 .*90% +90 /);
  expect(lines[3]).toMatch(/^│ {3}2 .*70% +70 .*50% +5 .*10% +100 .*10% +10 /);
});

describe.each([
  [80, 24],
  [60, 24],
])('at %i×%i there is room for one of both', (columns, rows) => {
  test('the title names it and the key that leads to the other', () => {
    const minute = paneOf(twoWorkers(), columns, rows);
    expect(minute[0]).toMatch(/last minute \(v(: in total)?\)/);
    expect(minute[1]).toMatch(/30% +30 .*50% +5 /);
    const total = paneOf(twoWorkers(), columns, rows, true);
    expect(total[0]).toMatch(/in total \(v(: last minute)?\)/);
    expect(total[1]).toMatch(/90% +900 .*90% +90 /);
  });
});

test('shares of more workers than there are lines for are drawn as one block a worker', () => {
  const lines = paneOf(someSnapshot(63), 80, 24);
  expect(lines[1]).toMatch(/requests +█{63}/);
  expect(lines[2]).toMatch(/connections +█{63}/);
});

describe('after a change of policy', () => {
  test.each([3, 61])('for a minute only what came since is shown, at %i s', seconds => {
    const lines = paneOf(twoWorkers(switched(seconds)), 120, 40);
    expect(distributionSpans(twoWorkers(switched(seconds)))).toHaveLength(1);
    expect(lines[0]).toContain(`round-robin until ${clock(NOW - seconds * 1000)}, least-connections since (`);
    expect(lines[1]).toMatch(/40% +40 .*40% +4 /);
    expect(lines[2]).toMatch(/60% +60 .*60% +6 /);
  });

  test('the moment is told once', () => {
    const snapshot = twoWorkers(switched(12));
    for (const columns of [80, 100, 110, 120, 130, 200]) {
      const text = paneOf(snapshot, columns, 40).join('\n');
      expect(text.split('round-robin until')).toHaveLength(2);
    }
  });

  test('then the last minute comes back, beside what came since; what was before is in neither', () => {
    const lines = paneOf(twoWorkers(switched(300)), 120, 40);
    expect(lines[0]).toContain(
      `last minute (left), round-robin until ${clock(NOW - 300_000)}, least-connections since (5m) (right)`,
    );
    expect(lines[2]).toMatch(/30% +30 .*50% +5 .*40% +40 .*40% +4 /);
  });

  test('a small screen marks the moment, too: in the title what is now, at the bottom what was', () => {
    const lines = paneOf(twoWorkers(switched(3)), 80, 24);
    const moment = clock(NOW - 3000);
    expect(lines[0]).toContain(`least-connections since ${moment}`);
    expect(lines.at(-1)).toContain(`round-robin until ${moment}, least-connections since (3s)`);
    expect(paneOf(twoWorkers(switched(300)), 80, 24, true)[0]).toContain('(v: last minute)');
  });
});

test('a recording made before changes of policy were counted shows the last minute and the total', () => {
  const {policySwitch: _, ...old} = twoWorkers(switched(3));
  expect(distributionSpans(old).map(({kind}) => kind)).toEqual(['minute', 'total']);
});

test('the hint why it is uneven stands in the lower border, as long as there is room for it', () => {
  const snapshot = twoWorkers({
    slots: [
      someSlot(1, {worker: null, state: 'gave-up', lastMinute: {requests: 0, connections: 0}}),
      someSlot(2),
    ],
  });
  for (const columns of [60, 80, 120, 200]) {
    expect(paneOf(snapshot, columns, 40).at(-1)).toContain('▲ worker 1 gave up and gets nothing ─');
  }
});

test('the lower border says whose figures these are, where there is nothing else to say', () => {
  for (const columns of [80, 120]) {
    expect(paneOf(twoWorkers(), columns, 40).at(-1)).toContain(
      '─ by slot, with all processes that it has had',
    );
  }
  expect(paneOf(twoWorkers(), 60, 24).at(-1)).toContain('─ by slot; ? explains ─');
});
