import {describe, expect, test} from 'vitest';
import type {Policy, SlotSnapshot, Snapshot} from '../../source/api/types.js';
import {distributionSpans} from '../../source/ui/distribution.js';
import {clock} from '../../source/ui/format.js';
import {skewHints} from '../../source/ui/skew-hint.js';
import {NOW, someSlot, someSnapshot, someWorker} from '../support/snapshots.js';

interface Shares {
  readonly requests: readonly number[];
  readonly connections: readonly number[];
  /** Connections that are open now. */
  readonly open: readonly number[];
  readonly policy?: Policy;
  readonly kind?: 'tcp' | 'unix';
  /** Finished in the last second; as the requests of the minute without it. */
  readonly now?: readonly number[];
  readonly slots?: Readonly<Record<number, Partial<SlotSnapshot>>>;
}

const EVEN = [100, 100, 100, 100];
const NONE = [0, 0, 0, 0];

function snapshotOf({requests, connections, open, policy, kind, now, slots = {}}: Shares): Snapshot {
  const {cluster} = someSnapshot(requests.length);
  return someSnapshot(requests.length, {
    cluster: {
      ...cluster,
      startedAt: NOW - 600_000,
      policy: policy ?? 'round-robin',
      listeners: [{address: 'here', kind: kind ?? 'tcp', held: 0}],
    },
    slots: requests.map((_, index) => {
      const counts = {requests: requests[index]!, connections: connections[index]!};
      const worker = someWorker(index + 1, {
        connections: {open: open[index]!, accepted: 9},
        requests: {...someWorker(1).requests, perSecond: (now ?? requests)[index]!},
        startedAt: NOW - 600_000,
        readyAt: NOW - 600_000,
      });
      const rest = slots[index + 1];
      return someSlot(index + 1, {worker, total: counts, lastMinute: counts, ...rest});
    }),
  });
}

function hintsOf(shares: Shares, canSwitch = true): readonly string[] {
  const snapshot = snapshotOf(shares);
  return skewHints(snapshot, distributionSpans(snapshot)[0]!, canSwitch);
}

describe('nothing is said', () => {
  test.each<[string, Shares]>([
    ['where all have as much', {requests: EVEN, connections: EVEN, open: EVEN}],
    ['where there is too little to tell', {requests: [9, 1, 0, 0], connections: NONE, open: [9, 1, 0, 0]}],
    ['where nothing has come', {requests: NONE, connections: NONE, open: NONE}],
    [
      'where each request has its own connection, and all workers are well',
      {requests: [900, 100, 100, 100], connections: [900, 100, 100, 100], open: [9, 1, 1, 1]},
    ],
    [
      'where the connections that carried the requests are no longer busy',
      {requests: [900, 100, 100, 100], connections: NONE, open: [1, 1, 1, 1], now: [5, 5, 5, 5]},
    ],
    ['where those connections have gone', {requests: [900, 100, 100, 100], connections: NONE, open: NONE}],
    [
      'of sticky, where clients have no address to stay by',
      {
        requests: [900, 100, 100, 100],
        connections: [900, 100, 100, 100],
        open: NONE,
        policy: 'sticky',
        kind: 'unix',
      },
    ],
  ])('%s', (_, shares) => {
    expect(hintsOf(shares)).toEqual([]);
  });

  test('of a cluster with one worker', () => {
    expect(hintsOf({requests: [100], connections: [1], open: [1]})).toEqual([]);
  });
});

describe('keep-alive is named where few connections carry the requests', () => {
  const onMany = {requests: [61, 13, 13, 13].map(share => share * 100), connections: [1, 1, 1, 1]};

  test('and the worker with the most of them has more connections', () => {
    const hints = hintsOf({...onMany, open: [13, 2, 2, 2]});
    expect(hints[0]).toBe(
      'worker 1 has 61% of the requests on 13 of 19 open connections: keep-alive connections stay where they are; p least-connections evens out new ones',
    );
    // Each is a way to say the same with less room, down to what fits the smallest screen.
    expect(hints.at(-1)!.length).toBeLessThanOrEqual(52);
    expect(hints.map(({length}) => length)).toEqual(hints.map(({length}) => length).sort((a, b) => b - a));
  });

  test.each<[string, Policy, boolean]>([
    ['that policy already', 'least-connections', true],
    ['sticky, for which clients stay', 'sticky', true],
    ['a recording, in which nothing can be changed', 'round-robin', false],
  ])('without advice under %s', (_, policy, canSwitch) => {
    const hints = hintsOf({...onMany, open: [13, 2, 2, 2], policy}, canSwitch);
    expect(hints[0]).toContain('keep-alive connections stay where they are');
    expect(hints.join()).not.toContain('p least-connections');
  });

  test('and all have as many, so that some of them must carry more', () => {
    const hints = hintsOf({...onMany, open: [5, 5, 5, 5]});
    expect(hints[0]).toBe(
      'worker 1 has 61% of the requests on 5 of 20 open connections: these carry more than others, and keep-alive holds them there',
    );
    expect(hints.join()).not.toContain('p least-connections');
  });

  test('and there are too few for all workers, so that no policy could help', () => {
    const hints = hintsOf({requests: [400, 200, 200, 200], connections: NONE, open: [2, 1, 1, 1]});
    expect(hints[0]).toBe(
      '5 open connections are too few to be even over 4 workers, and keep-alive connections stay where they are',
    );
    expect(hints.join()).not.toContain('p least-connections');
  });
});

describe('a worker that gets nothing is named with what it is at', () => {
  const without = {requests: [0, 100, 100, 100], connections: [0, 100, 100, 100], open: [0, 1, 1, 1]};
  test.each<[string, Partial<SlotSnapshot>]>([
    ['is stuck and gets nothing new', {worker: someWorker(1, {blocked: true})}],
    ['is stopped and gets nothing new', {worker: someWorker(1, {stopped: true})}],
    ['is starting and gets nothing yet', {worker: someWorker(1, {phase: 'starting', readyAt: null})}],
    ['drains and gets nothing new', {worker: someWorker(1, {phase: 'draining'})}],
    ['gave up and gets nothing', {worker: null, state: 'gave-up'}],
    ['died, waits for its restart and gets nothing', {worker: null, state: 'backing-off'}],
    ['does not run and gets nothing', {worker: null, state: 'stopped'}],
    [
      `serves only since ${clock(NOW - 10_000)}`,
      {worker: someWorker(1, {readyAt: NOW - 10_000}), total: {requests: 3, connections: 3}},
    ],
    [
      `died at ${clock(NOW - 30_000)} and is back since ${clock(NOW - 10_000)}`,
      {
        worker: someWorker(1, {readyAt: NOW - 10_000}),
        restarts: 1,
        lastDeath: {at: NOW - 30_000, words: 'exit code 1', cause: 'exit'},
      },
    ],
  ])('%s', (words, slot) => {
    expect(hintsOf({...without, slots: {1: slot}})).toEqual([`worker 1 ${words}`]);
  });

  test('with the number of others', () => {
    const slots = {1: {worker: null, state: 'gave-up'}, 2: {worker: null, state: 'gave-up'}} as const;
    const shares = {requests: [0, 0, 100, 100], connections: [0, 0, 100, 100], open: NONE};
    expect(hintsOf({...shares, slots})).toEqual(['worker 1 gave up and gets nothing (and 1 more)']);
  });

  test('but not one whose worker came late to a slot that another had served before, as in a reload', () => {
    const slot = {worker: someWorker(1, {readyAt: NOW - 1000}), total: {requests: 500, connections: 500}};
    expect(hintsOf({...without, slots: {1: slot}})).toEqual([]);
  });

  test('and not where the others are uneven for another reason', () => {
    const slots = {4: {worker: someWorker(4, {blocked: true, connections: {open: 1, accepted: 1}})}};
    const hints = hintsOf({requests: [900, 50, 50, 0], connections: NONE, open: [9, 1, 1, 1], slots});
    expect(hints[0]).toContain('keep-alive');
  });
});

test.each<[Policy, string]>([
  ['sticky', 'worker 2 got 75% of the connections: under sticky each client address stays with its worker'],
  ['shared', 'worker 2 got 75% of the connections: under shared the kernel decides who accepts'],
])('the policy %s is named where new connections are uneven', (policy, words) => {
  const counts = [100, 900, 100, 100];
  expect(hintsOf({requests: counts, connections: counts, open: NONE, policy})[0]).toBe(words);
  expect(hintsOf({requests: EVEN, connections: counts, open: NONE, policy})[0]).toBe(words);
});
