import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {HOLD_TIMEOUT_MS} from '../../source/master/bounds.js';
import {Connection} from '../../source/master/connection.js';
import type {DispatchPolicy} from '../../source/master/dispatch/policy.js';
import {WaitingConnections} from '../../source/master/waiting-connections.js';

/** The clock of `performance.now` stands still unless a test moves it; that of the wall goes on. */
beforeEach(() => {
  vi.useFakeTimers({toFake: ['performance']});
});
afterEach(() => {
  vi.useRealTimers();
});

/** While no worker is free. */
const nobody: DispatchPolicy = {looksAtClient: false, pick: () => null};

function hold() {
  let isClosed = false;
  const handle = {
    close: () => {
      isClosed = true;
    },
  };
  return {
    waiting: new WaitingConnections(nobody, [], () => true),
    connection: new Connection(handle, 1, 'new'),
    isClosed: () => isClosed,
  };
}

test('a connection waits for its time, and is closed then', () => {
  const {waiting, connection, isClosed} = hold();
  waiting.give(connection);
  vi.advanceTimersByTime(HOLD_TIMEOUT_MS - 1);
  expect(waiting.drop()).toEqual({expired: 0, refused: 0});
  vi.advanceTimersByTime(1);
  expect(waiting.drop()).toEqual({expired: 1, refused: 0});
  expect(isClosed()).toBe(true);
});

test.each(['give', 'giveFirst'] as const)(
  'one that was with a worker which never took it has all of its time again (%s)',
  way => {
    const {waiting, connection, isClosed} = hold();
    vi.advanceTimersByTime(HOLD_TIMEOUT_MS);
    waiting[way](connection);
    vi.advanceTimersByTime(HOLD_TIMEOUT_MS - 1);
    expect(waiting.drop()).toEqual({expired: 0, refused: 0});
    expect(isClosed()).toBe(false);
  },
);
