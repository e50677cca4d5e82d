import type {ClusterEvent, ClusterMessage, Snapshot} from '../api/types.js';
import {encodeLine, FORMAT_VERSION, PAST_CHARS_MAX} from '../recording/format.js';
import {settlesWithin} from '../settles-within.js';
import {
  RECORDING_BATCH_CHARS,
  RECORDING_CLOSE_MS,
  RECORDING_DROPS_TOLD_EVERY_MS,
  RECORDING_FLUSH_MS,
  RECORDING_QUEUE_CHARS_MAX,
  RECORDING_QUEUE_LOG_CHARS_MAX,
  RECORDING_RETRIES_MAX,
  RECORDING_RETRY_FIRST_MS,
  RECORDING_RETRY_MAX_MS,
  RECORDING_SOUND_MS,
} from './bounds.js';
import type {EventLog} from './event-log.js';
import type {LogStore} from './log-store.js';
import type {Monitor} from './monitor.js';
import {RecordingWriter} from './recording-writer.js';
import type {Settings} from './settings.js';

declare const CLUSTERVIEW_VERSION: string;

export interface RecorderSources {
  readonly events: EventLog;
  readonly logs: LogStore;
  readonly monitor: Monitor;
}

/**
 * - `new`: queues, and has touched no file yet.
 * - `paused`: after an error, until the next try; queues.
 * - `ended`: closed, or given up.
 */
type State = 'new' | 'recording' | 'paused' | 'ended';

/**
 * The flight recorder: takes down everything that the API's stream would send. Nothing in the master waits for the
 * disk: what it cannot take is dropped and counted, and an error pauses the recording and never the cluster.
 */
export class Recorder {
  readonly #file: string;
  readonly #sources: RecorderSources;
  readonly #writer: RecordingWriter;
  readonly #queue: string[] = [];
  #queuedChars = 0;
  #state: State = 'new';
  #writing: Promise<void> | null = null;
  #flushTimer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  /** In a row. */
  #failures = 0;
  #resumedAt = Number.NEGATIVE_INFINITY;
  /** That it pauses has been told, and not yet that it goes on. */
  #isInTrouble = false;
  #dropped = 0;
  #dropsToldAt = Number.NEGATIVE_INFINITY;

  constructor(file: string, {name, recordBytesMax}: Settings, sources: RecorderSources) {
    this.#file = file;
    this.#sources = sources;
    this.#writer = new RecordingWriter({
      file,
      // The previous file is as large.
      fileBytesMax: Math.floor(recordBytesMax / 2),
      opening: () => this.#opening(name),
    });
    const {events, logs, monitor} = sources;
    events.on('event', data => {
      this.#take({type: 'event', data});
      this.#flushSoon();
    });
    logs.on('log', data => {
      this.#take({type: 'log', data});
      this.#flushSoon();
    });
    monitor.on('snapshot', data => this.#tick(data));
  }

  /** Until now everything was only queued; the file is touched from here on. */
  start(): void {
    this.#state = 'recording';
    this.#sources.events.add({kind: 'record', severity: 'info', message: `recording to ${this.#file}`});
  }

  /**
   * Takes down the end, and resolves when it is written; a disk that does not answer is not waited for.
   * @returns whether it did.
   */
  async close(): Promise<boolean> {
    let answered = true;
    if (this.#state === 'recording' || this.#state === 'paused') {
      clearTimeout(this.#retryTimer);
      this.#state = 'recording';
      this.#take({type: 'snapshot', data: this.#sources.monitor.snapshot()});
      answered = await settlesWithin(RECORDING_CLOSE_MS, this.#finish());
    }
    this.#end();
    return answered;
  }

  async #finish(): Promise<void> {
    try {
      await this.#flush();
      await this.#writer.close();
    } catch {
      // The cluster has ended, and nobody is left to be told.
    }
  }

  #tick(snapshot: Snapshot): void {
    this.#take({type: 'snapshot', data: snapshot});
    this.#flush();
    const now = performance.now();
    const isTold = this.#isInTrouble || now - this.#dropsToldAt < RECORDING_DROPS_TOLD_EVERY_MS;
    if (this.#dropped > 0 && !isTold) {
      this.#dropsToldAt = now;
      this.#tell(`the recording lacks ${this.#takeDropped()}: the disk is too slow for them`);
    }
  }

  #take(message: ClusterMessage): void {
    if (this.#state === 'ended') return;
    const line = encodeLine(message);
    const limit = message.type === 'log' ? RECORDING_QUEUE_LOG_CHARS_MAX : RECORDING_QUEUE_CHARS_MAX;
    if (this.#queuedChars + line.length > limit) {
      this.#dropped += 1;
      return;
    }
    this.#queue.push(line);
    this.#queuedChars += line.length;
  }

  #flushSoon(): void {
    this.#flushTimer ??= setTimeout(() => this.#flush(), RECORDING_FLUSH_MS);
  }

  /** Resolves when nothing is queued any more, or writing has failed. */
  #flush(): Promise<void> {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    if (this.#state !== 'recording') return Promise.resolve();
    this.#writing ??= this.#writeQueue().finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  async #writeQueue(): Promise<void> {
    while (this.#queue.length > 0 && this.#state === 'recording') {
      const lines = this.#nextBatch();
      try {
        await this.#writer.write(lines.join(''));
      } catch (error) {
        // None of them is in the file.
        this.#queue.unshift(...lines);
        this.#queuedChars += lines.reduce((chars, line) => chars + line.length, 0);
        this.#pause(error as Error);
        return;
      }
    }
    // Sooner it would be too early: on a disk that is full, a short line may have found a place.
    if (this.#isInTrouble && this.#queue.length === 0) this.#resume();
  }

  #nextBatch(): string[] {
    let chars = 0;
    let count = 0;
    do {
      chars += this.#queue[count]!.length;
      count += 1;
    } while (count < this.#queue.length && chars + this.#queue[count]!.length <= RECORDING_BATCH_CHARS);
    this.#queuedChars -= chars;
    return this.#queue.splice(0, count);
  }

  #pause(error: Error): void {
    // A disk that did not answer in time may say so when all is over.
    if (this.#state === 'ended') return;
    clearTimeout(this.#retryTimer);
    const wasSound = !this.#isInTrouble && performance.now() - this.#resumedAt > RECORDING_SOUND_MS;
    this.#failures = wasSound ? 1 : this.#failures + 1;
    if (this.#failures > RECORDING_RETRIES_MAX) {
      this.#end();
      this.#writer.close().catch(() => {});
      this.#tell(`the recording to ${this.#file} has ended for good: ${error.message}`);
      return;
    }
    this.#state = 'paused';
    const wait = Math.min(RECORDING_RETRY_FIRST_MS * 2 ** (this.#failures - 1), RECORDING_RETRY_MAX_MS);
    this.#retryTimer = setTimeout(() => {
      this.#state = 'recording';
      this.#flush();
    }, wait);
    if (this.#isInTrouble) return;
    this.#isInTrouble = true;
    this.#tell(`the recording to ${this.#file} pauses, the cluster serves on: ${error.message}`);
  }

  #resume(): void {
    this.#isInTrouble = false;
    this.#resumedAt = performance.now();
    const lacks = this.#dropped > 0 ? `it lacks ${this.#takeDropped()}` : 'nothing is missing';
    const message = `the recording to ${this.#file} goes on, ${lacks}`;
    this.#sources.events.add({kind: 'record', severity: 'good', message});
  }

  #end(): void {
    this.#state = 'ended';
    this.#queue.length = 0;
    this.#queuedChars = 0;
    clearTimeout(this.#flushTimer);
    clearTimeout(this.#retryTimer);
  }

  #takeDropped(): string {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped === 1 ? '1 message' : `${dropped} messages`;
  }

  #tell(message: string): void {
    this.#sources.events.add({kind: 'record', severity: 'warning', message});
  }

  /** A file can be sent to somebody who has nothing else: it brings what happened before it. */
  #opening(name: string): string {
    const now = Date.now();
    const header = {
      version: FORMAT_VERSION,
      startedAt: now,
      name,
      masterPid: process.pid,
      clusterviewVersion: CLUSTERVIEW_VERSION,
    };
    return [
      encodeLine({type: 'recording', data: header}),
      encodeLine({type: 'past', data: lastWithin(PAST_CHARS_MAX, this.#sources.events.since(0))}),
      encodeLine({type: 'snapshot', data: this.#sources.monitor.snapshot()}),
    ].join('');
  }
}

/** The newest events that are not longer than that together. */
function lastWithin(charsMax: number, events: readonly ClusterEvent[]): readonly ClusterEvent[] {
  let chars = 0;
  const first = events.findLastIndex(({message, detail}) => {
    chars += message.length + (detail?.length ?? 0);
    return chars > charsMax;
  });
  return events.slice(first + 1);
}
