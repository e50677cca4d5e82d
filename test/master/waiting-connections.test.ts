import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {HOLD_TIMEOUT_MS} from '../../source/master/bounds.js';
import {Connection} from '../../source/master/connection.js';
import type {DispatchPolicy} from '../../source/master/dispatch/policy.js';
import {WaitingConnections} from '../../source/master/waiting-connections.js';
import type {Worker} from '../../source/master/worker.js';
import type {SocketName} from '../../source/messages/types.js';

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

test('where a client has to wait, one of its connections is looked at for all of them', () => {
  const asked: string[] = [];
  const sticky: DispatchPolicy = {
    looksAtClient: true,
    pick: (_, {clientAddress}) => {
      asked.push(clientAddress);
      return null;
    },
  };
  const another = {takesConnections: true} as Worker;
  const waiting = new WaitingConnections(sticky, [another], () => true);
  for (const address of ['::1', '::2', '::1', '::1', '::2'])
    waiting.give(new Connection(handleOf(address), 1, 'new'));
  asked.length = 0;
  waiting.dispatch();
  expect(asked).toEqual(['::1', '::2']);
  expect(waiting.size).toBe(5);
});

function handleOf(address: string) {
  const getpeername = (out: SocketName) => {
    Object.assign(out, {address});
    return 0;
  };
  return {close: () => {}, getpeername};
}
