import {EventEmitter} from 'node:events';
import {mkdirSync, rmSync} from 'node:fs';
import path from 'node:path';
import {expect, test, vi} from 'vitest';
import type {Snapshot} from '../../source/api/types.js';
import {RECORDING_QUEUE_CHARS_MAX, RECORDING_QUEUE_LOG_CHARS_MAX} from '../../source/master/bounds.js';
import {EventLog} from '../../source/master/event-log.js';
import {LogStore} from '../../source/master/log-store.js';
import type {Monitor} from '../../source/master/monitor.js';
import {Recorder} from '../../source/master/recorder.js';
import type {Settings} from '../../source/master/settings.js';
import {makePlace} from '../support/place.js';
import {printRecording} from '../support/recording.js';
import {waitFor} from '../support/wait-for.js';

vi.stubGlobal('CLUSTERVIEW_VERSION', 'test');

const snapshot = {sequence: 0, at: Date.now()} as Snapshot;
const LINE = 'x'.repeat(8000);
const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
const LINES = Math.ceil(RECORDING_QUEUE_CHARS_MAX / LINE.length);

function makeRecorder(file: string) {
  const events = new EventLog();
  const logs = new LogStore();
  const monitor = Object.assign(new EventEmitter<{snapshot: [Snapshot]}>(), {snapshot: () => snapshot});
  const settings = {name: 'test', recordBytesMax: 64 * 1024 * 1024} as Settings;
  const recorder = new Recorder(file, settings, {events, logs, monitor: monitor as unknown as Monitor});
  return {recorder, events, logs, monitor};
}

test('what the disk is too slow for is dropped, log lines first, and told; what was taken is written', async () => {
  const place = makePlace();
  const file = path.join(place.directory, 'flight.cv');
  const {recorder, events, logs, monitor} = makeRecorder(file);
  recorder.start();

  // Nothing can be written meanwhile: this does not give way to anything.
  for (let i = 0; i < LINES; i++) logs.add({slot: 1, pid: 1, stream: 'stdout', text: LINE});
  events.add({kind: 'scale', severity: 'info', message: 'more important'});
  monitor.emit('snapshot', snapshot);
  const told = events.since(0).at(-1)!;
  expect(told.message).toMatch(/^the recording lacks \d+ messages: the disk is too slow for them$/);
  const dropped = Number(/\d+/.exec(told.message)![0]);
  await recorder.close();

  const recorded = await printRecording(file, place);
  expect(recorded.logs).toHaveLength(LINES - dropped);
  const chars = recorded.logs.reduce((sum, {text}) => sum + text.length, 0);
  expect(chars).toBeLessThanOrEqual(RECORDING_QUEUE_LOG_CHARS_MAX);
  expect(chars).toBeGreaterThan(RECORDING_QUEUE_LOG_CHARS_MAX * 0.9);
  expect(recorded.events.map(({message}) => message)).toContain('more important');
});

test('one that pauses when the cluster ends does not come back', async () => {
  const place = makePlace();
  const directory = path.join(place.directory, 'gone');
  mkdirSync(directory);
  const file = path.join(directory, 'flight.cv');
  const timersBefore = timers();
  const {recorder, events, monitor} = makeRecorder(file);
  recorder.start();
  rmSync(directory, {recursive: true});
  monitor.emit('snapshot', snapshot);
  await waitFor('the pause', () => events.since(0).some(({message}) => /pauses/.test(message)));
  await recorder.close();
  // There may be others, which end meanwhile.
  expect(timers()).toBeLessThanOrEqual(timersBefore);
});
