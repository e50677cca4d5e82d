import path from 'node:path';
import type {LogLine, Severity} from '../api/types.js';
import {settlesWithin} from '../settles-within.js';
import {
  LOG_FILE_BATCH_BYTES,
  LOG_FILE_QUEUE_BYTES_MAX,
  LOG_FILES_CLOSE_MS,
  LOG_FILES_DROPS_GATHERED_MS,
  LOG_FILES_DROPS_TOLD_EVERY_MS,
  LOG_FILES_FLUSH_MS,
  LOG_FILES_RETRY_MS,
} from './bounds.js';
import type {EventLog} from './event-log.js';
import {LineQueue} from './line-queue.js';
import {FILE_OF_ALL, fileOfSlot} from './log-file-names.js';
import type {LogStore} from './log-store.js';
import {plural} from './naming.js';
import {RotatingFile} from './rotating-file.js';
import type {Settings} from './settings.js';

interface LogFile {
  readonly file: RotatingFile;
  readonly queue: LineQueue;
  /** Even if there is nothing to write. */
  mustOpen: boolean;
  /** Waits for the next try. */
  isPaused: boolean;
  /** It has failed, and is not up to date again. */
  isInTrouble: boolean;
}

/**
 * - `new`: queues, and has touched no file yet.
 * - `ended`: closed.
 */
type State = 'new' | 'writing' | 'ended';

/**
 * What the workers write, in files: one for each slot and one for all. Nothing in the master waits for the disk: what
 * it cannot take is dropped and counted, and errors are told and pause the file and never the cluster. Files are
 * written one after the other, so that a disk that hangs holds one thread of libuv's pool and leaves the others.
 */
export class LogFiles {
  readonly #directory: string;
  readonly #settings: Settings;
  readonly #events: EventLog;
  /** By slot; `null` for the one of all. */
  readonly #files = new Map<number | null, LogFile>();
  #state: State = 'new';
  #writing: Promise<void> | null = null;
  #flushTimer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #dropsTimer: NodeJS.Timeout | undefined;
  #dropsToldAt = Number.NEGATIVE_INFINITY;
  /** That a file fails has been told, and not yet that all are written again. */
  #isInTrouble = false;

  constructor(directory: string, settings: Settings, logs: LogStore, events: EventLog) {
    this.#directory = directory;
    this.#settings = settings;
    this.#events = events;
    logs.on('log', line => this.#take(line));
  }

  /** Until now everything was only queued; the files are touched from here on. */
  start(): void {
    this.#state = 'writing';
    this.#fileOf(null).mustOpen = true;
    this.#flush();
    if (this.#droppedByFile().length > 0) this.#tellDropsSoon();
  }

  /** For whoever has renamed the files: goes on in new ones. */
  async reopen(): Promise<void> {
    if (this.#state !== 'writing') return;
    const files = [...this.#files.values()];
    for (const file of files) {
      file.mustOpen = true;
      file.isPaused = false;
    }
    await this.#flush();
    if (files.some(({mustOpen}) => mustOpen)) return;
    this.#tell('info', `the log files in ${this.#directory} were opened again`);
  }

  /** Resolves when the last lines are written; a disk that does not answer is not waited for. @returns whether it did. */
  async close(): Promise<boolean> {
    let answered = true;
    if (this.#state === 'writing') {
      for (const file of this.#files.values()) file.isPaused = false;
      answered = await settlesWithin(LOG_FILES_CLOSE_MS, this.#finish());
      for (const {queue} of this.#files.values()) queue.dropAll();
      this.#tellDrops('the disk did not take them');
    }
    this.#state = 'ended';
    clearTimeout(this.#flushTimer);
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#dropsTimer);
    return answered;
  }

  async #finish(): Promise<void> {
    do {
      await this.#flush();
    } while (this.#state === 'writing' && this.#filesToWrite().length > 0);
    for (const {file} of this.#files.values()) await file.close().catch(() => {});
  }

  #take({at, slot, stream, text}: LogLine): void {
    if (this.#state === 'ended') return;
    const time = new Date(at).toISOString();
    const own = this.#fileOf(slot);
    const all = this.#fileOf(null);
    own.queue.push(`${time} ${text}\n`);
    all.queue.push(`${time} ${slot} ${stream} ${text}\n`);
    if (own.queue.dropped > 0 || all.queue.dropped > 0) this.#tellDropsSoon();
    // Otherwise they are seen when that has ended.
    if (this.#writing) return;
    if (hasBatch(own) || hasBatch(all)) this.#flush();
    else this.#flushSoon();
  }

  #flushSoon(): void {
    this.#flushTimer ??= setTimeout(() => this.#flush(), LOG_FILES_FLUSH_MS);
  }

  #fileOf(slot: number | null): LogFile {
    let found = this.#files.get(slot);
    if (!found) {
      const name = slot === null ? FILE_OF_ALL : fileOfSlot(slot);
      const {logFileBytesMax, oldLogFilesMax} = this.#settings;
      found = {
        file: new RotatingFile({
          path: path.join(this.#directory, name),
          bytesMax: logFileBytesMax,
          oldFilesMax: oldLogFilesMax,
        }),
        queue: new LineQueue(LOG_FILE_QUEUE_BYTES_MAX),
        mustOpen: false,
        isPaused: false,
        isInTrouble: false,
      };
      this.#files.set(slot, found);
    }
    return found;
  }

  /** Resolves when what was queued is written, but for files that fail. */
  #flush(): Promise<void> {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    if (this.#state !== 'writing') return Promise.resolve();
    this.#writing ??= this.#writeQueues().finally(() => {
      this.#writing = null;
      if (this.#state === 'writing' && this.#filesToWrite().length > 0) this.#flushSoon();
    });
    return this.#writing;
  }

  async #writeQueues(): Promise<void> {
    let files = this.#filesToWrite();
    while (files.length > 0 && this.#state === 'writing') {
      for (const file of files) await this.#advance(file);
      // Fewer lines than that may gather again.
      files = this.#filesToWrite().filter(file => file.mustOpen || hasBatch(file));
    }
  }

  #filesToWrite(): LogFile[] {
    return [...this.#files.values()].filter(({isPaused, mustOpen, queue}) => {
      return !isPaused && (mustOpen || queue.length > 0);
    });
  }

  /** Opens it if it must be, and writes one batch. */
  async #advance(logFile: LogFile): Promise<void> {
    const {file, queue} = logFile;
    try {
      if (logFile.mustOpen) {
        logFile.mustOpen = false;
        await file.reopen();
      }
      if (queue.length > 0) {
        // As many lines as fill the file, so that it does not move aside with room left for some of them.
        const {count, data} = queue.first(Math.min(LOG_FILE_BATCH_BYTES, await file.bytesLeft()));
        await file.write(data);
        queue.remove(count, data.length);
      }
    } catch (error) {
      this.#pause(logFile, error as Error);
      return;
    }
    // Sooner it would be too early: much may wait, and a disk that is nearly full has room for a part of it.
    if (logFile.isInTrouble && !hasBatch(logFile)) this.#recover(logFile);
  }

  #pause(logFile: LogFile, error: Error): void {
    // It is closed now, and is to be there before there is something to write.
    logFile.mustOpen = true;
    logFile.isPaused = true;
    logFile.isInTrouble = true;
    this.#retryTimer ??= setTimeout(() => this.#retry(), LOG_FILES_RETRY_MS);
    if (this.#isInTrouble) return;
    this.#isInTrouble = true;
    this.#tell(
      'warning',
      `the log file ${logFile.file.path} cannot be written, the cluster serves on: ${error.message}`,
    );
  }

  #retry(): void {
    this.#retryTimer = undefined;
    for (const file of this.#files.values()) file.isPaused = false;
    this.#flush();
  }

  #recover(logFile: LogFile): void {
    logFile.isInTrouble = false;
    const files = [...this.#files.values()];
    if (files.some(({isInTrouble}) => isInTrouble)) return;
    this.#isInTrouble = false;
    const dropped = this.#takeDropped();
    const lack = dropped ? `they lack ${dropped.words}` : 'nothing is missing';
    this.#tell('good', `the log files in ${this.#directory} are written again, ${lack}`, dropped?.detail);
  }

  #tellDropsSoon(): void {
    if (this.#state !== 'writing') return;
    const mayTellIn = this.#dropsToldAt + LOG_FILES_DROPS_TOLD_EVERY_MS - performance.now();
    this.#dropsTimer ??= setTimeout(
      () => {
        this.#dropsTimer = undefined;
        // As long as a file fails, that has been told, and how much it lacks will be.
        if (!this.#isInTrouble) this.#tellDrops('the disk is too slow for them');
      },
      Math.max(LOG_FILES_DROPS_GATHERED_MS, mayTellIn),
    );
  }

  #tellDrops(why: string): void {
    const dropped = this.#takeDropped();
    if (!dropped) return;
    const message = `the log files in ${this.#directory} lack ${dropped.words}: ${why}`;
    this.#tell('warning', message, dropped.detail);
  }

  #droppedByFile(): LogFile[] {
    return [...this.#files.values()].filter(({queue}) => queue.dropped > 0);
  }

  /** A line that two files lack counts twice: each of them lacks it. */
  #takeDropped(): {readonly words: string; readonly detail: string} | null {
    const counts = this.#droppedByFile().map(({file, queue}) => {
      return {name: path.basename(file.path), lines: queue.takeDropped()};
    });
    if (counts.length === 0) return null;
    this.#dropsToldAt = performance.now();
    return {
      words: plural(
        counts.reduce((sum, {lines}) => sum + lines, 0),
        'line',
      ),
      detail: counts.map(({name, lines}) => `${name}: ${plural(lines, 'line')}`).join('\n'),
    };
  }

  #tell(severity: Severity, message: string, detail?: string): void {
    this.#events.add({kind: 'log-files', severity, message, ...(detail !== undefined && {detail})});
  }
}

/** There is enough for a write, and no reason to wait with it. */
function hasBatch({isPaused, queue}: LogFile): boolean {
  return !isPaused && queue.bytes >= LOG_FILE_BATCH_BYTES;
}
