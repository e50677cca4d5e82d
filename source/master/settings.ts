import type {Policy} from '../api/types.js';

/** What a master is started with: checked, complete, and plain JSON. Times in milliseconds. */
export interface Settings {
  readonly name: string;
  /** The app as the user wrote it. */
  readonly app: string;
  /** The same as an absolute path. */
  readonly appPath: string;
  readonly appArguments: readonly string[];
  readonly nodeArguments: readonly string[];
  readonly cwd: string;
  /** Variables for the workers, which win over all others. */
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute path of a file with variables for the workers, read at the start and at each reload. */
  readonly environmentFile: string | null;
  /** Absolute path of a JSON file that all workers share. */
  readonly dataFile: string | null;
  /** Changes of files in `cwd` reload the workers. */
  readonly watch: boolean;
  /** Absolute path of the recording. */
  readonly recordFile: string | null;
  /** Of the recording, its two files together. */
  readonly recordBytesMax: number;
  /** Absolute path of the directory for log files. */
  readonly logDirectory: string | null;
  /** Of one log file. */
  readonly logFileBytesMax: number;
  /** Kept of each log file, besides the one that is written to. */
  readonly oldLogFilesMax: number;
  readonly workers: number;
  readonly policy: Policy;
  /** Under `shared`, idle connections are evened out. */
  readonly rebalance: boolean;
  readonly socketPath: string;
  /** Where metrics are served over TCP, 0 for a port that the system picks; `null` for not at all. */
  readonly metricsPort: number | null;
  readonly metricsHost: string;
  /** Variable that numbers the workers from 0. */
  readonly instanceVariable: string;
  /** Ready means `process.send('ready')` instead of a listener. */
  readonly waitReady: boolean;
  readonly readyTimeoutMs: number;
  readonly drainTimeoutMs: number;
  readonly killTimeoutMs: number;
  /** How long a crashed worker may finish its other requests; 0 for not at all. */
  readonly crashGraceMs: number;
  /** A worker that is blocked for so long is killed and replaced; 0 for never. */
  readonly hangTimeoutMs: number;
  /** The stack of a blocked worker is read. */
  readonly hangStack: boolean;
  /** A worker whose RSS stays over this is reloaded; `null` for no limit. */
  readonly maxMemoryBytes: number | null;
  /** Absolute path of the directory for profiles and heap snapshots. */
  readonly diagnosticsDirectory: string;
  /** Deaths within `RESTART_WINDOW_MS` after which a slot gives up. */
  readonly restartLimit: number;
}
