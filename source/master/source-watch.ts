import type {Stats} from 'node:fs';
import path from 'node:path';
import {type FSWatcher, watch} from 'chokidar';
import {ActionError} from '../api/action-error.js';
import {WATCH_DEBOUNCE_MS, WATCH_WAIT_MS_MAX} from './bounds.js';
import type {EventLog} from './event-log.js';
import {ignoredFiles} from './ignored-files.js';

/** Has the workers reloaded when a file of the app has changed. */
export class SourceWatch {
  readonly #directory: string;
  readonly #events: EventLog;
  readonly #reload: () => Promise<unknown>;
  readonly #watcher: FSWatcher;
  /** The first one since the last reload began; `null` for none. */
  #changed: string | null = null;
  #areMore = false;
  /** What has been told of a change that waits for somebody else's reload. */
  #told: string | null = null;
  #changedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #isReloading = false;

  /**
   * @param directory absolute; what is in it makes the app.
   * @param app absolute; the file that starts it.
   * @param isOther tells by its absolute path, and what is known of it, that a file in it does not.
   * @param reload rejects where it has failed, which it has told then.
   */
  constructor(
    directory: string,
    app: string,
    isOther: (file: string, stats?: Stats) => boolean,
    events: EventLog,
    reload: () => Promise<unknown>,
  ) {
    this.#directory = directory;
    this.#events = events;
    this.#reload = reload;
    this.#watcher = watch(directory, {ignored: ignoredFiles(directory, app, isOther), ignoreInitial: true});
    this.#watcher.on('all', (_, file) => this.#take(file));
    this.#watcher.once('ready', () => this.#tell('info', `watching ${directory}: what changes is reloaded`));
    const told = new Set<string | undefined>();
    this.#watcher.on('error', error => {
      const {code, message} = error as NodeJS.ErrnoException;
      // Where the system has no watches left, that is so for each of thousands of files.
      if (told.has(code)) return;
      told.add(code);
      this.#tell('warning', `--watch does not see everything: ${message}`);
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#watcher.close();
  }

  #take(file: string): void {
    if (this.#changed === null) {
      this.#changed = file;
      this.#changedAt = Date.now();
    } else if (this.#changed !== file) {
      this.#areMore = true;
    }
    this.#wait();
  }

  /** Until nothing more comes; a build writes many files, and one that never ends is not to hold it up for ever. */
  #wait(): void {
    clearTimeout(this.#timer);
    const left = Math.max(0, this.#changedAt + WATCH_WAIT_MS_MAX - Date.now());
    this.#timer = setTimeout(() => this.#begin(), Math.min(WATCH_DEBOUNCE_MS, left));
  }

  async #begin(): Promise<void> {
    // What has changed meanwhile is reloaded after it.
    if (this.#isReloading || this.#changed === null || this.#watcher.closed) return;
    const changed = this.#changed;
    const areMore = this.#areMore;
    const message = `${path.relative(this.#directory, changed)} changed${areMore ? ', and more' : ''}`;
    if (message !== this.#told) this.#tell('info', message);
    this.#told = null;
    this.#changed = null;
    this.#areMore = false;
    this.#isReloading = true;
    try {
      await this.#reload();
    } catch (error) {
      // Somebody else's reload may have begun with the files as they were before.
      const isBusy = error instanceof ActionError && error.code === 'ERR_BUSY';
      if (isBusy) {
        this.#areMore = areMore || (this.#changed !== null && this.#changed !== changed);
        this.#changed = changed;
        this.#told = message;
      }
    }
    this.#isReloading = false;
    if (this.#changed !== null && !this.#watcher.closed) {
      this.#changedAt = Date.now();
      this.#wait();
    }
  }

  #tell(severity: 'info' | 'warning', message: string): void {
    this.#events.add({kind: 'reload', severity, message});
  }
}
