import {EventEmitter} from 'node:events';
import {existsSync, readFileSync, renameSync, rmSync, unwatchFile, watchFile, writeFileSync} from 'node:fs';
import path from 'node:path';
import {makePrivateDirectory} from '../api/socket.js';
import {DATA_BYTES_MAX, DATA_POLL_MS, DATA_SETTLE_MS} from './bounds.js';
import {checkIsFile} from './check-is-file.js';
import type {EventLog} from './event-log.js';

/** @returns the text, which is JSON. @throws an `Error` with one line for the user. */
export function readDataFile(file: string): string {
  let reason: string;
  try {
    const {size} = checkIsFile(file);
    if (size <= DATA_BYTES_MAX) {
      const text = readFileSync(file, 'utf8');
      JSON.parse(text);
      return text;
    }
    reason = `it has ${size} bytes, ${DATA_BYTES_MAX} are the most`;
  } catch (error) {
    const {message} = error as Error;
    reason = error instanceof SyntaxError ? `it is not JSON: ${message}` : message;
  }
  throw new Error(`the data file ${file} cannot be used: ${reason}`);
}

/**
 * The data that all workers share: a file of the user's, watched, and a copy of it as it last was in order. The
 * workers read the copy: one that starts while the file is broken has what the others have. Emits `change` when
 * there is a new copy.
 */
export class DataFile extends EventEmitter<{change: []}> {
  readonly #file: string;
  readonly #events: EventLog;
  readonly #directories: readonly [string, ...string[]];
  #directory: string;
  #text: string;
  #settling: NodeJS.Timeout | undefined;

  /**
   * @param directories made for the copy, and removed with it: the first one, and those in which it is written where
   * that has gone.
   * @throws an `Error` with one line for the user.
   */
  constructor(file: string, directories: readonly [string, ...string[]], events: EventLog) {
    super();
    this.#file = file;
    this.#events = events;
    this.#text = readDataFile(file);
    this.#directories = directories;
    this.#directory = directories[0];
    writePrivately(this.#directory, this.#text);
    // By looking, and not by being told: so it also sees a symbolic link in the path that changes (as those of
    // Kubernetes' ConfigMaps do), a directory that is made anew, and changes on network file systems.
    watchFile(file, {interval: DATA_POLL_MS, persistent: false}, this.#onChange);
  }

  /** The copy; the owner's alone. */
  get copyPath(): string {
    return copyIn(this.#directory);
  }

  /** Looks at the file now. One that is not in order changes nothing, and shows as an event. */
  refresh(): void {
    clearTimeout(this.#settling);
    try {
      const text = readDataFile(this.#file);
      if (text === this.#text) return;
      this.#writeCopy(text);
      this.#text = text;
    } catch (error) {
      this.#complain(error as Error);
      return;
    }
    const message = `new data from ${this.#file}, ${Buffer.byteLength(this.#text)} bytes`;
    this.#events.add({kind: 'data', severity: 'info', message});
    this.emit('change');
  }

  /** For a worker that is about to read it: what lies in a temporary directory for long may be cleaned away. */
  keepCopy(): void {
    if (existsSync(this.copyPath)) return;
    try {
      this.#writeCopy(this.#text);
    } catch (error) {
      this.#complain(error as Error);
    }
  }

  close(): void {
    unwatchFile(this.#file, this.#onChange);
    clearTimeout(this.#settling);
    for (const directory of this.#directories) {
      try {
        rmSync(directory, {recursive: true, force: true});
      } catch {
        // Something else is in its place by now, and nothing of this cluster's.
      }
    }
  }

  /** Whoever writes may need more than one step for it. */
  readonly #onChange = (): void => {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.refresh(), DATA_SETTLE_MS);
  };

  /** A runtime directory is gone when its user has logged out: then it is written where the socket is made anew, too. */
  #writeCopy(text: string): void {
    let reason: unknown;
    for (const directory of this.#directories) {
      try {
        writePrivately(directory, text);
      } catch (error) {
        reason ??= error;
        continue;
      }
      this.#directory = directory;
      return;
    }
    throw reason;
  }

  #complain(error: Error): void {
    const message = `${error.message}; the data stays as it was`;
    this.#events.add({kind: 'data', severity: 'error', message});
  }
}

/**
 * In one step: a worker may be reading it. Where the directory has been cleaned away, somebody else may have made one of
 * that name meanwhile.
 */
function writePrivately(directory: string, text: string): void {
  makePrivateDirectory(path.dirname(directory));
  makePrivateDirectory(directory);
  const copy = copyIn(directory);
  const next = `${copy}.next`;
  writeFileSync(next, text, {mode: 0o600});
  renameSync(next, copy);
}

function copyIn(directory: string): string {
  return path.join(directory, 'data.json');
}
