import path from 'node:path';
import {socketDirectories} from '../api/socket.js';
import {DATA_VARIABLE} from '../app-data.js';
import {DataFile} from './data-file.js';
import {readEnvironmentFile} from './environment-file.js';
import type {EventLog} from './event-log.js';
import {SERVICE_VARIABLES} from './service/variables.js';
import type {Settings} from './settings.js';

/** What workers find in their environment: the user's, with what the settings and the environment file add, and the data. */
export class WorkerEnvironment {
  readonly data: DataFile | null;
  /** Where this one keeps files, for whoever has to remove them. */
  readonly directories: readonly string[];
  readonly #file: string | null;
  readonly #own: Readonly<Record<string, string>>;
  #added: Readonly<Record<string, string>> = {};

  /** @throws an `Error` with one line for the user. */
  constructor({dataFile, environment, environmentFile, socketPath}: Settings, events: EventLog) {
    this.#file = environmentFile;
    this.#own = environment;
    this.#read();
    const {dir, name} = path.parse(socketPath);
    const [temporary] = socketDirectories({});
    const own = `${name}-${process.pid}`;
    const directories = [path.join(dir, own), path.join(temporary, own)] as const;
    this.data = dataFile ? new DataFile(dataFile, directories, events) : null;
    this.directories = this.data ? directories : [];
  }

  /**
   * For a worker that starts now. What the master has itself wins over the file, as with Node's own `--env-file`; what
   * stands in the settings was meant for this app, and wins over what was meant for any.
   */
  get variables(): NodeJS.ProcessEnv {
    const masters = Object.entries(process.env).filter(([name]) => !SERVICE_VARIABLES.has(name));
    return {
      ...this.#added,
      ...Object.fromEntries(masters),
      ...this.#own,
      ...(this.data && {[DATA_VARIABLE]: this.data.copyPath}),
    };
  }

  /** Reads the files again, for workers to come. @throws an `Error` with one line for the user. */
  refresh(): void {
    this.#read();
    this.data?.refresh();
  }

  close(): void {
    this.data?.close();
  }

  #read(): void {
    if (this.#file) this.#added = readEnvironmentFile(this.#file);
  }
}
