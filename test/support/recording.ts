import {writeFileSync} from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import {expect} from 'vitest';
import type {ClusterEvent, ClusterMessage, LogLine, Snapshot} from '../../source/api/types.js';
import {encodeLine, FORMAT_VERSION, type RecordingLine} from '../../source/recording/format.js';
import {startCluster} from './cluster.js';
import {runCommand} from './command.js';
import {get, sendMany} from './http.js';
import type {Place} from './place.js';

/** What `clusterview replay FILE --json` prints. */
export class Printed {
  readonly messages: readonly ClusterMessage[];

  constructor(output: string) {
    this.messages = output
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line));
  }

  get events(): ClusterEvent[] {
    return this.messages.flatMap(message => (message.type === 'event' ? message.data : []));
  }

  get logs(): LogLine[] {
    return this.messages.flatMap(message => (message.type === 'log' ? message.data : []));
  }

  get snapshots(): Snapshot[] {
    return this.messages.flatMap(message => (message.type === 'snapshot' ? message.data : []));
  }
}

export async function printRecording(file: string, place: Place): Promise<Printed> {
  const {code, stdout, stderr} = await runCommand(['replay', file, '--json'], place);
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  return new Printed(stdout);
}

/** Two real workers that serve 40 requests, one that crashes, and a graceful stop. */
export async function recordCrash(place: Place): Promise<readonly ClusterMessage[]> {
  const file = path.join(place.directory, 'crash.cv');
  const cluster = await startCluster('http.cjs', {place, args: ['--record', file]});
  const port = await cluster.port();
  await sendMany(port, 40);
  await cluster.waitUntil('40 requests', ({total}) => total.requests.finished === 40);
  await get(port, '/throw').catch(() => {});
  await cluster.waitUntil('the crash', ({total}) => total.crashes === 1);
  await cluster.waitForReady(2);
  expect(await cluster.stop()).toBe(0);
  return (await printRecording(file, place)).messages;
}

const START = Date.UTC(2026, 0, 2, 12, 0, 0);

/** The same over a longer time, beginning at a fixed one. */
export function stretch(messages: readonly ClusterMessage[], lengthMs: number): ClusterMessage[] {
  const first = messages[0]!.data.at;
  const last = Math.max(...messages.map(({data}) => data.at));
  return messages.map(message => {
    const at = Math.round(START + Math.max(0, message.data.at - first) * (lengthMs / (last - first)));
    return {...message, data: {...message.data, at}} as ClusterMessage;
  });
}

export interface CraftOptions {
  readonly version?: number;
  readonly messagesAChapter?: number;
  readonly past?: readonly ClusterEvent[];
}

/** Writes a recording as a master would have. @returns where each chapter begins. */
export function craftRecording(
  file: string,
  messages: readonly ClusterMessage[],
  {version = FORMAT_VERSION, messagesAChapter = 10, past = []}: CraftOptions = {},
): number[] {
  const header: RecordingLine = {
    type: 'recording',
    data: {
      version,
      startedAt: messages[0]!.data.at,
      name: 'test',
      masterPid: 1,
      clusterviewVersion: '9.9.9',
    },
  };
  const offsets: number[] = [];
  const chapters: Buffer[] = [];
  let length = 0;
  for (let from = 0; from < messages.length; from += messagesAChapter) {
    const own = messages.slice(from, from + messagesAChapter);
    const lines: RecordingLine[] =
      from === 0 ? [header, {type: 'past', data: past}] : [{type: 'chapter', data: {at: own[0]!.data.at}}];
    const chapter = zlib.gzipSync([...lines, ...own].map(encodeLine).join(''));
    offsets.push(length);
    chapters.push(chapter);
    length += chapter.length;
  }
  writeFileSync(file, Buffer.concat(chapters));
  return offsets;
}

/** Events, one a second. */
export function someEvents(count: number): ClusterMessage[] {
  return Array.from({length: count}, (_, index) => ({
    type: 'event',
    data: {
      id: index + 1,
      at: START + index * 1000,
      kind: 'scale',
      severity: 'info',
      slot: null,
      pid: null,
      message: `event ${index + 1}`,
      detail: null,
    },
  }));
}
