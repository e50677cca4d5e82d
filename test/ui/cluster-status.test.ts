import {expect, test} from 'vitest';
import type {ClusterState, Snapshot} from '../../source/api/types.js';
import {statusOf} from '../../source/ui/cluster-status.js';
import type {ClusterStanding} from '../../source/ui/store.js';
import {NOW, someSlot, someSnapshot, someWorker} from '../support/snapshots.js';

function standing(change: Partial<Snapshot> = {}, more: Partial<ClusterStanding> = {}): ClusterStanding {
  return {snapshot: someSnapshot(2, change), link: 'connected', end: null, ...more};
}

function inState(state: ClusterState): ClusterStanding {
  const snapshot = someSnapshot(2);
  return standing({cluster: {...snapshot.cluster, state}});
}

const withSecond = (change: Parameters<typeof someSlot>[1]) =>
  standing({slots: [someSlot(1), someSlot(2, change)]});

test.each([
  ['all ready', inState('running'), 'ready', 'ready'],
  ['nothing yet', standing({}, {snapshot: null, link: 'silent'}), 'starting', 'starting'],
  ['the first start', inState('starting'), 'starting', 'starting'],
  ['a reload', inState('reloading'), 'starting', 'reloading'],
  ['a stop', inState('stopping'), 'draining', 'stopping'],
  ['a failure', inState('failed'), 'dead', 'failed'],
  [
    'a worker that starts',
    withSecond({worker: someWorker(2, {phase: 'starting'})}),
    'starting',
    '1 of 2 ready',
  ],
  ['a blocked worker', withSecond({worker: someWorker(2, {blocked: true})}), 'warning', '1 of 2 ready'],
  ['a stopped process', withSecond({worker: someWorker(2, {stopped: true})}), 'warning', '1 of 2 ready'],
  ['a backoff', withSecond({worker: null, state: 'backing-off'}), 'warning', '1 of 2 ready'],
  ['a slot given up', withSecond({worker: null, state: 'gave-up'}), 'warning', '1 of 2 ready'],
  ['a silent master', standing({}, {link: 'silent'}), 'warning', 'no answer'],
  ['a master that has gone', standing({}, {link: 'gone'}), 'dead', 'gone'],
  ['an end as asked', standing({}, {end: {how: 'stopped', cause: null}}), 'none', 'stopped'],
  ['an end after a failure', standing({}, {end: {how: 'failed', cause: null}}), 'dead', 'failed'],
  ['a lost master', standing({}, {end: {how: 'lost', cause: 'SIGKILL'}}), 'dead', 'lost'],
  ['no start', standing({}, {snapshot: null, end: {how: 'not-started', cause: 'x'}}), 'dead', 'not started'],
] as const)('%s has a sign and words of its own', (_, of, sign, words) => {
  expect(statusOf('api', of)).toMatchObject({name: 'api', sign, words});
});

test('figures are those of a cluster that runs, and a cause that of one that does not', () => {
  expect(statusOf('api', standing())).toMatchObject({
    cause: null,
    figures: {ready: 2, workers: 2, requestsPerSecond: someSnapshot(2).total.requests.perSecond},
  });
  const end = {how: 'lost', cause: 'its master went away (SIGKILL)'} as const;
  expect(statusOf('api', standing({}, {end}))).toMatchObject({cause: end.cause, figures: null});
});

test('the cause of a failure is what its worker has died of', () => {
  const failed = inState('failed');
  const lastDeath = {at: NOW, words: 'exit code 3', cause: 'exit' as const};
  const slots = [someSlot(1, {worker: null, state: 'gave-up', lastDeath})];
  expect(statusOf('api', {...failed, snapshot: {...failed.snapshot!, slots}}).cause).toBe('exit code 3');
});
