import {expect, test} from 'vitest';
import {HANG_STACK_GRACE_MS} from '../../source/master/bounds.js';
import type {Diagnostics} from '../../source/master/diagnostics.js';
import {EventLog} from '../../source/master/event-log.js';
import type {Settings} from '../../source/master/settings.js';
import {Watchdog} from '../../source/master/watchdog.js';
import type {Worker} from '../../source/master/worker.js';

/** Its stack is never read, as where many workers wait for their turn. */
const diagnostics = {whereStuck: () => new Promise(() => {})} as unknown as Diagnostics;
const settings = {hangTimeoutMs: 30_000, hangStack: true} as Settings;

test('a worker is blocked when it has been silent for 2 s, and not before', () => {
  const worker = {slot: 1, pid: process.pid, phase: 'ready', lastReportAt: 0, inspector: {isDebugged: false}};
  const events = new EventLog();
  const watchdog = new Watchdog(settings, events, diagnostics);
  watchdog.judge(worker as Worker, 1999);
  expect(worker).not.toHaveProperty('blocked');
  expect(events.since(0)).toEqual([]);
  watchdog.judge(worker as Worker, 2000);
  expect(worker).toHaveProperty('blocked', true);
  expect(events.since(0)).toMatchObject([{kind: 'blocked', slot: 1, pid: process.pid}]);
});

test('a worker that hangs waits for its stack to be read, but not for long', () => {
  const kills: string[] = [];
  const silent = {
    slot: 1,
    pid: process.pid,
    phase: 'ready',
    lastReportAt: 0,
    inspector: {isDebugged: false},
    kill: (signal: string) => kills.push(signal),
  };
  const worker = silent as unknown as Worker;
  const watchdog = new Watchdog(settings, new EventLog(), diagnostics);
  watchdog.judge(worker, 2000);
  watchdog.judge(worker, 30_000);
  expect(kills).toEqual([]);
  watchdog.judge(worker, settings.hangTimeoutMs + HANG_STACK_GRACE_MS);
  expect(kills).toEqual(['SIGKILL']);
  expect(worker.failure).toEqual({
    words: 'its event loop did not turn for 45 s, and its stack could not be read in time',
    detail: null,
    cause: 'hang',
  });
});
