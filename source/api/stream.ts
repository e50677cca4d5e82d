import type {ServerResponse} from 'node:http';
import type {ClusterControl} from './control.js';
import {formatMessageId, parseMessageId} from './message-id.js';
import {
  type ClusterEvent,
  LOG_BATCH_LINES_MAX,
  type LogLine,
  PAST_LOGS_MAX,
  type Snapshot,
  type StreamMessage,
} from './types.js';

/** Readers at once. */
export const STREAMS_MAX = 64;
export const STREAM_HEADERS = {'content-type': 'text/event-stream', 'cache-control': 'no-store'} as const;
/** A reader that is this far behind is dropped. */
const BUFFER_BYTES_MAX = 4 * 1024 * 1024;

/** Log lines wait this long for others, */
const LOG_BATCH_MS = 50;
/** until there are {@link LOG_BATCH_LINES_MAX} or they have this many characters together. */
const LOG_BATCH_CHARS_MAX = 256 * 1024;

/** What a reader is sent. */
export interface StreamContent {
  readonly logs: boolean;
  /** Snapshots and events. */
  readonly rest: boolean;
  /** Log lines of this worker alone; `null` for all. */
  readonly slot: number | null;
}

interface Reader extends StreamContent {
  readonly response: ServerResponse;
  /** Of the past, which comes all at once, this much is still on its way, in bytes. */
  pastBytes: number;
}

/** Sends snapshots, events and log lines to all who follow, as server-sent events. */
export class Broadcaster {
  readonly #control: ClusterControl;
  /** When this master began: it tells its messages from those of one before it. */
  readonly #master: number;
  readonly #readers = new Set<Reader>();
  #lastEventId = 0;
  #lastLogId = 0;
  /** Those that wait to be sent. */
  #lines: LogLine[] = [];
  #lineChars = 0;
  #lineTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(control: ClusterControl) {
    this.#control = control;
    this.#master = control.snapshot().cluster.startedAt;
    this.#lastEventId = control.eventsSince(0).at(-1)?.id ?? 0;
    this.#lastLogId = control.logsSince(0, null).at(-1)?.id ?? 0;
  }

  get isFull(): boolean {
    return this.#readers.size >= STREAMS_MAX;
  }

  /**
   * Takes over a response whose request was `GET /v1/stream`.
   * @param resumeAfter the id of the last message that the reader has.
   */
  add(response: ServerResponse, content: StreamContent, resumeAfter: string | undefined): void {
    const reader: Reader = {response, pastBytes: 0, ...content};
    response.writeHead(200, STREAM_HEADERS);
    response.on('close', () => this.#readers.delete(reader));
    response.on('error', () => this.#readers.delete(reader));

    this.#sendLines();
    const given = parseMessageId(resumeAfter);
    const resumed = given?.[0] === this.#master ? given : null;
    const [, eventId, logId] = resumed ?? [0, 0, Math.max(0, this.#lastLogId - PAST_LOGS_MAX)];
    if (content.rest) {
      for (const event of this.#control.eventsSince(eventId)) {
        response.write(this.#encode({type: 'event', data: event}, event.id, logId));
      }
    }
    if (content.logs) {
      const {slot} = content;
      // Of one worker the last lines may lie far behind those of the others.
      const past =
        resumed || slot === null
          ? this.#control.logsSince(logId, slot)
          : this.#control.logsSince(0, slot).slice(-PAST_LOGS_MAX);
      for (const lines of inBatches(past)) response.write(this.#encodeLines(lines));
    }
    if (content.rest) response.write(this.#encode({type: 'snapshot', data: this.#control.snapshot()}));
    reader.pastBytes = response.writableLength;
    response.once('drain', () => {
      reader.pastBytes = 0;
    });
    if (this.#closed) response.end();
    else this.#readers.add(reader);
  }

  snapshot(snapshot: Snapshot): void {
    this.#send({type: 'snapshot', data: snapshot});
  }

  event(event: ClusterEvent): void {
    // Whoever has a message goes on after it: those before this one do not tell of the event.
    this.#sendLines();
    this.#lastEventId = event.id;
    this.#send({type: 'event', data: event});
  }

  log(line: LogLine): void {
    this.#lastLogId = line.id;
    if (this.#readers.size === 0) return;
    this.#lines.push(line);
    this.#lineChars += line.text.length;
    if (isBatchFull(this.#lines.length, this.#lineChars)) this.#sendLines();
    else this.#lineTimer ??= setTimeout(() => this.#sendLines(), LOG_BATCH_MS);
  }

  /** A last snapshot, then the end of all streams; of those that come later, too. */
  close(): void {
    this.#closed = true;
    this.snapshot(this.#control.snapshot());
    for (const {response} of this.#readers) response.end();
  }

  #send(message: StreamMessage): void {
    // The id of a message says that the reader has all lines up to it.
    this.#sendLines();
    let encoded: string | undefined;
    for (const reader of this.#readers) {
      if (!reader.rest) continue;
      encoded ??= this.#encode(message);
      write(reader, encoded);
    }
  }

  #sendLines(): void {
    clearTimeout(this.#lineTimer);
    this.#lineTimer = undefined;
    const lines = this.#lines;
    if (lines.length === 0) return;
    this.#lines = [];
    this.#lineChars = 0;
    /** Several readers may want the same. */
    const encoded = new Map<number | null, string>();
    for (const reader of this.#readers) {
      const {slot, logs} = reader;
      if (!logs) continue;
      let text = encoded.get(slot);
      if (text === undefined) {
        text = this.#encodeLines(slot === null ? lines : lines.filter(line => line.slot === slot));
        encoded.set(slot, text);
      }
      write(reader, text);
    }
  }

  /** Empty for no lines. */
  #encodeLines(lines: readonly LogLine[]): string {
    const last = lines.at(-1);
    return last ? this.#encode({type: 'logs', data: lines}, this.#lastEventId, last.id) : '';
  }

  #encode(
    {type, data}: StreamMessage,
    eventId: number = this.#lastEventId,
    logId: number = this.#lastLogId,
  ): string {
    const id = formatMessageId(this.#master, eventId, logId);
    return `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
  }
}

function isBatchFull(lines: number, chars: number): boolean {
  return lines >= LOG_BATCH_LINES_MAX || chars >= LOG_BATCH_CHARS_MAX;
}

/** As they would have been sent. */
function* inBatches(lines: readonly LogLine[]): Generator<LogLine[]> {
  let batch: LogLine[] = [];
  let chars = 0;
  for (const line of lines) {
    batch.push(line);
    chars += line.text.length;
    if (!isBatchFull(batch.length, chars)) continue;
    yield batch;
    batch = [];
    chars = 0;
  }
  if (batch.length > 0) yield batch;
}

function write({response, pastBytes}: Reader, text: string): void {
  // An empty write would still begin a chunk.
  if (text === '') return;
  response.write(text);
  if (response.writableLength > pastBytes + BUFFER_BYTES_MAX) response.destroy();
}
