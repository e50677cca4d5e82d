/**
 * How a recording lies on the disk. A file is a row of gzip members, here called chapters: `zcat` reads it.
 * Each chapter covers about a minute and can be read without the ones before it, which makes seeking cheap; its
 * data is flushed every second, so that a chapter which was never finished is readable, too.
 *
 * In it is one JSON object a line. A file begins with a `recording` line and one with the events of before; each
 * further chapter begins with a `chapter` line. All other lines are what happened, as `--json` prints it.
 */
import type {ClusterEvent, ClusterMessage} from '../api/types.js';

/** Rises with each change after which an older clusterview could not show a recording. */
export const FORMAT_VERSION = 1;
/** What a chapter holds at most, in bytes before compression. */
export const CHAPTER_BYTES_MAX = 4 * 1024 * 1024;
/** The events of before in the first chapter of a file, in characters. */
export const PAST_CHARS_MAX = 256 * 1024;
/** A gzip header as Node writes it, without the last two bytes: level and system differ. */
export const CHAPTER_MAGIC = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);

export interface RecordingHeader {
  readonly version: number;
  /** When this file was begun. */
  readonly startedAt: number;
  /** Of the cluster. */
  readonly name: string;
  readonly masterPid: number;
  readonly clusterviewVersion: string;
}

export type RecordingLine =
  | {readonly type: 'recording'; readonly data: RecordingHeader}
  /** What happened before this file was begun, as far as the master still had it. */
  | {readonly type: 'past'; readonly data: readonly ClusterEvent[]}
  | {readonly type: 'chapter'; readonly data: {readonly at: number}}
  | ClusterMessage;

export function encodeLine(line: RecordingLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** How {@link encodeLine} begins a line of that type: known without parsing it. */
export function lineStart(type: RecordingLine['type']): string {
  return `{"type":"${type}",`;
}

/** Where the file before this one of the same recording is. */
export function previousFileOf(file: string): string {
  return `${file}.1`;
}
