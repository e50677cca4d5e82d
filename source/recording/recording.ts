import {type FileHandle, open} from 'node:fs/promises';
import {promisify} from 'node:util';
import zlib from 'node:zlib';
import type {ClusterEvent, ClusterMessage} from '../api/types.js';
import {CHAPTER_BYTES_MAX, CHAPTER_MAGIC, FORMAT_VERSION, lineStart, type RecordingHeader} from './format.js';
import {readHeader} from './header.js';

const gunzip = promisify(zlib.gunzip);

/** What is read at once when looking for chapters. */
const SCAN_BYTES = 1024 * 1024;
/** No chapter of ours is larger: one that is was not made by clusterview. Compressed, and not. */
const CHAPTER_DATA_BYTES_MAX = 2 * CHAPTER_BYTES_MAX;
/** Parsed chapters that are kept: as many as it takes to go back a little again and again. */
const CHAPTERS_KEPT = 4;
/** Events that are kept, in characters of JSON: a jump needs the last thousand, which can be from all over the file. */
const EVENT_CHARS_KEPT = 16 * 1024 * 1024;
/** As the master writes them, all messages begin with a number and their time. */
const TIME_FIRST = /^\{"type":"\w+","data":\{"\w+":\d+,"at":(\d+),/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach the terminal
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;
/** The same in a line of JSON, where most are written as `\u001b`. */
const CONTROL = /\\u00|\\[bfnrt]|[\u007f-\u009f]/;
const MESSAGE_STARTS = (['event', 'log', 'snapshot'] as const).map(lineStart);

interface Chapter {
  readonly offset: number;
  readonly bytes: number;
  /** Of its first message, never before the end of the chapter before it. */
  readonly at: number;
  /** `null` where there are too many to keep: they are read again. */
  readonly events: readonly TimedEvent[] | null;
}

export interface TimedEvent {
  readonly at: number;
  readonly event: ClusterEvent;
}

/** One message, and when it came: never before the one in front of it, even where the clock was set back. */
export interface TimedMessage {
  readonly at: number;
  readonly message: ClusterMessage;
}

/** A recording that is open for reading: knows where in the file each time is, and holds little of it. */
export class Recording {
  readonly header: RecordingHeader;
  /** What happened before the first message, oldest first. */
  readonly past: readonly ClusterEvent[];
  readonly startsAt: number;
  readonly endsAt: number;
  /** Parts of the file that cannot be read; they are left out. */
  readonly damagedChapters: number;
  readonly #handle: FileHandle;
  readonly #chapters: readonly Chapter[];
  readonly #parsed = new Map<number, readonly TimedMessage[]>();

  private constructor(handle: FileHandle, header: RecordingHeader, contents: Contents) {
    this.#handle = handle;
    this.header = header;
    this.past = contents.past;
    this.startsAt = contents.startsAt;
    this.endsAt = contents.endsAt;
    this.damagedChapters = contents.damagedChapters;
    this.#chapters = contents.chapters;
  }

  /** @throws an `Error` with one line for the user, if it is no recording or cannot be read. */
  static async open(file: string): Promise<Recording> {
    const header = await readHeader(file).catch((error: NodeJS.ErrnoException) => {
      throw new Error(error.code === 'ENOENT' ? `no such recording: ${file}` : `${file}: ${error.message}`);
    });
    if (!header) throw new Error(`${file} is no recording of clusterview`);
    if (header.version > FORMAT_VERSION) {
      throw new Error(
        `${file} was recorded by a newer clusterview (${header.clusterviewVersion}), in a form that this one does not know`,
      );
    }
    const handle = await open(file, 'r');
    try {
      const contents = await survey(handle);
      if (contents.chapters.length === 0) throw new Error(`${file} breaks off before its first message`);
      return new Recording(handle, header, contents);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  get chapterCount(): number {
    return this.#chapters.length;
  }

  startOf(chapter: number): number {
    return this.#chapters[chapter]!.at;
  }

  /** The chapter that holds that moment: the last one that begins by then, or the first. */
  chapterAt(at: number): number {
    return Math.max(
      0,
      this.#chapters.findLastIndex(chapter => chapter.at <= at),
    );
  }

  /** The messages of a chapter as JSON, one a line. */
  async lines(chapter: number): Promise<string[]> {
    const {offset, bytes} = this.#chapters[chapter]!;
    return (await readLines(this.#handle, offset, bytes)).filter(isMessage);
  }

  /** The messages of a chapter, in their order. */
  async messages(chapter: number): Promise<readonly TimedMessage[]> {
    const known = this.#parsed.get(chapter);
    // What was asked for last goes last.
    this.#parsed.delete(chapter);
    const messages = known ?? timed(await this.lines(chapter), this.startOf(chapter));
    this.#parsed.set(chapter, messages);
    if (this.#parsed.size > CHAPTERS_KEPT) this.#parsed.delete(this.#parsed.keys().next().value!);
    return messages;
  }

  /** The events of a chapter, in their order. */
  async events(chapter: number): Promise<readonly TimedEvent[]> {
    const {events, at} = this.#chapters[chapter]!;
    return events ?? eventsOf(await this.lines(chapter), at);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

interface Contents {
  readonly chapters: readonly Chapter[];
  readonly past: readonly ClusterEvent[];
  readonly startsAt: number;
  readonly endsAt: number;
  readonly damagedChapters: number;
}

/** Reads everything once, and keeps where it is. */
async function survey(handle: FileHandle): Promise<Contents> {
  const {size} = await handle.stat();
  const offsets = await chapterOffsets(handle);
  const chapters: Chapter[] = [];
  let past: readonly ClusterEvent[] = [];
  let firstEvent: ClusterEvent | undefined;
  let eventChars = 0;
  let endsAt = Number.NEGATIVE_INFINITY;
  let damagedChapters = 0;
  for (const [index, offset] of offsets.entries()) {
    const bytes = (offsets[index + 1] ?? size) - offset;
    const lines = await readLines(handle, offset, bytes).catch(() => null);
    if (!lines) {
      damagedChapters += 1;
      continue;
    }
    if (index === 0) past = pastIn(lines);
    const own = lines.filter(isMessage);
    const times = own.flatMap(line => timeOf(line) ?? []);
    if (times.length === 0) continue;
    const at = Math.max(times[0]!, endsAt);
    const events = eventsOf(own, at);
    firstEvent ??= events[0]?.event;
    eventChars += own.filter(isEvent).reduce((sum, line) => sum + line.length, 0);
    chapters.push({offset, bytes, at, events: eventChars <= EVENT_CHARS_KEPT ? events : null});
    endsAt = times.reduce((latest, time) => Math.max(latest, time), at);
  }
  const before = firstEvent?.id ?? Number.POSITIVE_INFINITY;
  return {
    chapters,
    // Those that had just happened are among the messages, too.
    past: past.filter(({id}) => id < before),
    startsAt: chapters[0]?.at ?? 0,
    endsAt,
    damagedChapters,
  };
}

async function chapterOffsets(handle: FileHandle): Promise<number[]> {
  const offsets: number[] = [];
  const buffer = Buffer.alloc(SCAN_BYTES);
  // One could lie across two reads.
  for (let position = 0; ; position += SCAN_BYTES - CHAPTER_MAGIC.length + 1) {
    const {bytesRead} = await handle.read(buffer, 0, SCAN_BYTES, position);
    const data = buffer.subarray(0, bytesRead);
    for (let at = data.indexOf(CHAPTER_MAGIC); at >= 0; at = data.indexOf(CHAPTER_MAGIC, at + 1)) {
      offsets.push(position + at);
    }
    if (bytesRead < SCAN_BYTES) return offsets;
  }
}

/** A line that breaks off at the end of the data is left out. */
async function readLines(handle: FileHandle, offset: number, bytes: number): Promise<string[]> {
  const length = Math.min(bytes, CHAPTER_DATA_BYTES_MAX);
  const {buffer, bytesRead} = await handle.read(Buffer.alloc(length), 0, length, offset);
  const data = await gunzip(buffer.subarray(0, bytesRead), {
    // The last chapter of a master that was killed has no end.
    finishFlush: zlib.constants.Z_SYNC_FLUSH,
    maxOutputLength: CHAPTER_DATA_BYTES_MAX,
  });
  return data.toString().split('\n').slice(0, -1);
}

function isMessage(line: string): boolean {
  return MESSAGE_STARTS.some(start => line.startsWith(start));
}

function isEvent(line: string): boolean {
  return line.startsWith(lineStart('event'));
}

function pastIn(lines: readonly string[]): readonly ClusterEvent[] {
  const line = lines.find(one => one.startsWith(lineStart('past')));
  const data = line && (JSON.parse(line) as {data: unknown}).data;
  return Array.isArray(data) ? data : [];
}

function timed(lines: readonly string[], notBefore: number): TimedMessage[] {
  let at = notBefore;
  return lines.flatMap(line => {
    const message = parse(line);
    if (!message) return [];
    at = Math.max(at, message.data.at);
    return {at, message};
  });
}

/** Those among the messages of a chapter; what is not an event is not parsed. */
function eventsOf(lines: readonly string[], notBefore: number): TimedEvent[] {
  let at = notBefore;
  return lines.flatMap(line => {
    at = Math.max(at, timeOf(line) ?? at);
    const message = isEvent(line) ? parse(line) : null;
    return message?.type === 'event' ? {at, event: message.data} : [];
  });
}

/** Without parsing all of it, which for a whole file would take long. */
function timeOf(line: string): number | null {
  const found = TIME_FIRST.exec(line);
  const time = found ? Number(found[1]) : parse(line)?.data.at;
  return Number.isFinite(time) ? time! : null;
}

/**
 * A snapshot has no control characters where a master made it, except in names; but a file can come from anywhere,
 * and a screen trusts its figures. They become the signs for them.
 */
function harmless(_key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value.replace(CONTROLS, char => {
    const code = char.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd';
  });
}

/** `null` for a line that is none of ours, whoever wrote it. */
function parse(line: string): ClusterMessage | null {
  try {
    const isSnapshot = line.startsWith(lineStart('snapshot'));
    const message = JSON.parse(
      line,
      isSnapshot && CONTROL.test(line) ? harmless : undefined,
    ) as ClusterMessage;
    return Number.isFinite(message.data.at) ? message : null;
  } catch {
    return null;
  }
}
