import {expect, test} from 'vitest';
import {dialogFor, quitDialog} from '../../source/ui/dialogs.js';
import {someSlot, someSnapshot, someWorker} from '../support/snapshots.js';

function workerWith(slot: number, open: number, inFlight: number) {
  const {requests} = someWorker(slot);
  return someSlot(slot, {
    worker: someWorker(slot, {connections: {open, accepted: open}, requests: {...requests, inFlight}}),
  });
}

const slots = [workerWith(1, 12, 2), workerWith(2, 1, 0), workerWith(3, 24, 3)];
const base = someSnapshot(3, {slots});
const snapshot = {...base, cluster: {...base.cluster, drainTimeoutMs: 30_000, killTimeoutMs: 10_000}};
const ESCALATION = 'Up to 30s to finish, then SIGTERM, then SIGKILL after 10s.';
const linesOf = (action: Parameters<typeof dialogFor>[0], of = snapshot) => dialogFor(action, of)!.lines;

test('a dialog names the process, what moves, and how long it may take', () => {
  const action = {type: 'stop-worker', slot: 1, pid: 1001} as const;
  expect(dialogFor(action, snapshot)).toMatchObject({action, title: 'Stop worker 1 (pid 1001)?'});
  expect(linesOf(action)).toEqual([
    '12 connections move to the others; 2 requests in flight first.',
    ESCALATION,
    'A replacement starts at once.',
  ]);
  expect(linesOf({...action, slot: 2})[0]).toBe('1 connection moves to the others.');
});

test('what SIGKILL costs is counted', () => {
  expect(linesOf({type: 'kill-worker', slot: 1, pid: 1001})[0]).toBe(
    'SIGKILL: 12 connections are cut, 2 requests in flight lost.',
  );
});

test('several workers are counted together, and the processes are named', () => {
  const actions = [1, 3].map(slot => ({type: 'stop-worker' as const, slot, pid: 1000 + slot}));
  expect(dialogFor({type: 'several', actions}, snapshot)!.title).toBe('Stop 2 workers (1, 3)?');
  expect(linesOf({type: 'several', actions})).toEqual([
    'pid 1001, 1003',
    '36 connections move to the others; 5 requests in flight first.',
    ESCALATION,
  ]);
});

test('where no other worker serves, connections move to new ones', () => {
  const actions = [1, 2, 3].map(slot => ({type: 'stop-worker' as const, slot, pid: 1000 + slot}));
  expect(linesOf({type: 'several', actions})[1]).toMatch(/^37 connections move to new workers;/);
  expect(linesOf({type: 'reload-all'})).toContain(
    '37 connections move to new workers; 5 requests in flight first.',
  );
});

test('the processes of very many workers leave room for the answers', () => {
  const actions = Array.from({length: 100}, (_, index) => {
    return {type: 'kill-worker' as const, slot: index + 1, pid: 1001 + index};
  });
  expect(linesOf({type: 'several', actions})[0]).toMatch(/^pid 1001, .*, 1032, and 68 more$/);
});

test('a worker that does not run has nothing to move', () => {
  const stopped = {...snapshot, slots: [someSlot(1, {worker: null}), slots[1]!, slots[2]!]};
  expect(linesOf({type: 'stop-worker', slot: 1, pid: undefined}, stopped)[0]).toBe('It is not running.');
});

test('going down to the last worker counts what the others have', () => {
  const two = {...snapshot, slots: slots.slice(0, 2)};
  expect(linesOf({type: 'scale', workers: 1}, two)).toContain('1 connection moves to the others.');
  expect(dialogFor({type: 'scale', workers: 2}, snapshot)).toBeNull();
});

test('of a worker that does not answer it is said that what it has is not known', () => {
  const stuck = someSlot(1, {worker: someWorker(1, {blocked: true})});
  const lines = linesOf({type: 'kill-worker', slot: 1, pid: 1001}, {...snapshot, slots: [stuck, slots[1]!]});
  expect(lines[1]).toBe(
    'Not counted: what worker 1 took since it last answered, with the request that blocks it.',
  );
});

const QUIT = {type: 'stop-cluster', force: false} as const;

test('what quitting ends is counted', () => {
  expect(quitDialog(QUIT, [snapshot])).toMatchObject({
    action: QUIT,
    title: `Quit, and stop ${snapshot.cluster.name}?`,
    lines: [
      expect.stringMatching(/^3 workers and \d+ open connections?, \d+ requests? in flight\.$/),
      ESCALATION,
      expect.anything(),
    ],
    other: {key: 'l', action: {type: 'leave-running'}},
  });
  expect(quitDialog(QUIT, [])).toBeNull();
});

test('of several clusters quitting ends all, which are named and counted together, by the longest timeouts', () => {
  const named = (name: string, drainTimeoutMs: number) => ({
    ...snapshot,
    cluster: {...snapshot.cluster, name, drainTimeoutMs},
  });
  const dialog = quitDialog(QUIT, [named('api', 1000), named('web', 30_000)])!;
  const {connections, requests} = snapshot.total;
  expect(dialog.title).toBe('Quit, and stop 2 clusters?');
  expect(dialog.lines.slice(0, 2)).toEqual([
    `api, web: 6 workers and ${2 * connections.open} open connections, ${2 * requests.inFlight} requests in flight.`,
    ESCALATION,
  ]);
  const many = quitDialog(
    QUIT,
    Array.from({length: 20}, (_, index) => named(`c${index}`, 1000)),
  )!;
  expect(many.lines[0]).toMatch(/^c0, .*, c7, and 12 more: 60 workers /);
});
