import type {ServerResponse} from 'node:http';
import type {ClusterControl} from './control.js';
import type {ClusterEvent, LogLine, Snapshot, StreamMessage} from './types.js';

/** Readers at once. */
export const STREAMS_MAX = 64;
/** A reader that is this far behind is dropped. */
const BUFFER_BYTES_MAX = 4 * 1024 * 1024;
/** Log lines of the past that a new reader is given. */
const PAST_LOGS_MAX = 1000;

interface Reader {
  readonly response: ServerResponse;
  readonly wantsLogs: boolean;
}

/** Sends snapshots, events and log lines to all who follow, as server-sent events. */
export class Broadcaster {
  readonly #control: ClusterControl;
  readonly #readers = new Set<Reader>();
  #lastEventId = 0;
  #lastLogId = 0;
  #closed = false;

  constructor(control: ClusterControl) {
    this.#control = control;
  }

  get isFull(): boolean {
    return this.#readers.size >= STREAMS_MAX;
  }

  /**
   * Takes over a response whose request was `GET /v1/stream`.
   * @param resumeAfter the id of the last message that the reader has.
   */
  add(response: ServerResponse, wantsLogs: boolean, resumeAfter: string | undefined): void {
    const reader: Reader = {response, wantsLogs};
    response.writeHead(200, {'content-type': 'text/event-stream', 'cache-control': 'no-store'});
    response.on('close', () => this.#readers.delete(reader));
    response.on('error', () => this.#readers.delete(reader));

    const [eventId, logId] = parseId(resumeAfter) ?? [0, Math.max(0, this.#lastLogId - PAST_LOGS_MAX)];
    for (const event of this.#control.eventsSince(eventId)) {
      response.write(encode({type: 'event', data: event}, event.id, logId));
    }
    if (wantsLogs) {
      for (const line of this.#control.logsSince(logId)) {
        response.write(encode({type: 'log', data: line}, this.#lastEventId, line.id));
      }
    }
    response.write(this.#encode({type: 'snapshot', data: this.#control.snapshot()}));
    if (this.#closed) response.end();
    else this.#readers.add(reader);
  }

  snapshot(snapshot: Snapshot): void {
    this.#send({type: 'snapshot', data: snapshot});
  }

  event(event: ClusterEvent): void {
    this.#lastEventId = event.id;
    this.#send({type: 'event', data: event});
  }

  log(line: LogLine): void {
    this.#lastLogId = line.id;
    this.#send({type: 'log', data: line});
  }

  /** A last snapshot, then the end of all streams; of those that come later, too. */
  close(): void {
    this.#closed = true;
    this.snapshot(this.#control.snapshot());
    for (const {response} of this.#readers) response.end();
  }

  #send(message: StreamMessage): void {
    if (this.#readers.size === 0) return;
    let encoded: string | undefined;
    for (const {response, wantsLogs} of this.#readers) {
      if (message.type === 'log' && !wantsLogs) continue;
      encoded ??= this.#encode(message);
      response.write(encoded);
      if (response.writableLength > BUFFER_BYTES_MAX) response.destroy();
    }
  }

  #encode(message: StreamMessage): string {
    return encode(message, this.#lastEventId, this.#lastLogId);
  }
}

/** The id names the last event and the last log line up to this message. */
function encode({type, data}: StreamMessage, eventId: number, logId: number): string {
  return `id: ${eventId}-${logId}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

function parseId(id: string | undefined): [number, number] | null {
  const match = /^(\d+)-(\d+)$/.exec(id ?? '');
  return match && [Number(match[1]), Number(match[2])];
}
