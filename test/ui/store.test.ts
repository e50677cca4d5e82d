import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import type {ApiClient, LogOptions} from '../../source/api/client.js';
import {ClusterStore} from '../../source/ui/store.js';
import {someLine} from '../support/snapshots.js';

const TURN_MS = 100;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A store that follows the logs of all workers; lines come ten times a second. */
function openStore() {
  let options!: LogOptions;
  const client = {
    logs(given: LogOptions) {
      options = given;
      return new Promise<void>(() => {});
    },
  } as ApiClient;
  const store = new ClusterStore(client, false);
  let renders = 0;
  store.subscribe(() => {
    renders += 1;
  });
  store.watchLogs(null);
  let lastId = 0;
  /** @returns renders in that time. */
  const write = (linesPerTurn: number, seconds: number) => {
    const before = renders;
    for (let turn = 0; turn < seconds * 10; turn++) {
      const lines = Array.from({length: linesPerTurn}, () => someLine(++lastId));
      options.onLines({lines, skipped: 0});
      vi.advanceTimersByTime(TURN_MS);
    }
    return renders - before;
  };
  return {store, write, lastId: () => lastId};
}

test('log lines are rendered twice a second, and once where nobody could read them as they come', () => {
  const {write} = openStore();
  write(10, 1);
  expect(write(10, 10)).toBe(20);
  // The first two are due before it is known.
  expect(write(1000, 12)).toBeLessThanOrEqual(13);
  // And the first of these.
  expect(write(10, 10)).toBeGreaterThanOrEqual(19);
});

test('keys that let the lines stand still are answered at once, however fast they come', () => {
  const {store, write, lastId} = openStore();
  write(1000, 5);
  write(1000, 0.3);
  store.holdLogs(true);
  expect(store.getView().logs).toMatchObject({isHeld: true, newer: 0});
  expect(store.getView().logs.lines.at(-1)!.id).toBe(lastId());
});
