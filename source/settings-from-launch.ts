import {accessSync, constants} from 'node:fs';
import path from 'node:path';
import {SOCKET_PATH_BYTES_MAX, socketPathOf} from './api/socket.js';
import {DATA_VARIABLE} from './app-data.js';
import {autoWorkers} from './auto-workers.js';
import {type FilePlace, type Launch, nameOfOption} from './launch.js';
import {readDataFile} from './master/data-file.js';
import {readEnvironmentFile} from './master/environment-file.js';
import type {Settings} from './master/settings.js';
import {nameOfApp} from './name-of-app.js';
import type {OptionName} from './options.js';
import {statsOf} from './stats-of.js';
import {nodeArgumentsFor} from './typescript-apps.js';
import {UsageError} from './usage-error.js';

/** What a master needs, from what was asked for and from the app. @throws UsageError */
export function settingsFromLaunch(launch: Launch): Settings {
  const {app, appArguments, environment, values} = launch;
  if (app === undefined)
    throw new UsageError('which app? usage: clusterview app.js [options]; see clusterview --help');
  const appPath = path.resolve(app);
  checkApp(app, appPath, launch.origins.get('app')?.place ?? null);
  const cwd = path.resolve(values.cwd ?? '.');
  checkDirectory(launch, 'cwd', cwd);
  const diagnosticsDirectory = path.resolve(values.diagnosticsDir ?? '.');
  checkDirectory(launch, 'diagnosticsDir', diagnosticsDirectory);
  const environmentFile = values.envFile === undefined ? null : path.resolve(values.envFile);
  if (environmentFile) asUsage(() => readEnvironmentFile(environmentFile));
  const data = values.data ?? process.env[DATA_VARIABLE];
  const dataFile = data ? path.resolve(data) : null;
  if (dataFile) asUsage(() => readDataFile(dataFile));
  const name = values.name ?? nameOfApp(appPath);
  const socketPath = socketPathOf(name);
  if (Buffer.byteLength(socketPath) > SOCKET_PATH_BYTES_MAX) {
    throw new UsageError(
      `the socket ${socketPath} has a path of ${Buffer.byteLength(socketPath)} bytes, the system allows ${SOCKET_PATH_BYTES_MAX}: give a shorter --name, or set XDG_RUNTIME_DIR to a shorter directory`,
    );
  }
  return {
    name,
    app,
    appPath,
    appArguments,
    nodeArguments: nodeArgumentsFor(app, appPath, values.nodeArgs ?? []),
    cwd,
    environment,
    environmentFile,
    dataFile,
    watch: values.watch ?? false,
    recordFile: values.record === undefined ? null : path.resolve(values.record),
    recordBytesMax: values.recordSize,
    logDirectory: values.logDir === undefined ? null : path.resolve(values.logDir),
    logFileBytesMax: values.logSize,
    oldLogFilesMax: values.logFiles,
    workers: values.workers === 'auto' ? autoWorkers() : values.workers,
    policy: values.policy,
    rebalance: !values.noRebalance,
    socketPath,
    metricsPort: values.metricsPort ?? null,
    metricsHost: values.metricsHost,
    instanceVariable: values.instanceVar,
    waitReady: values.waitReady ?? false,
    readyTimeoutMs: values.readyTimeout,
    drainTimeoutMs: values.drainTimeout,
    killTimeoutMs: values.killTimeout,
    crashGraceMs: values.crashGrace,
    hangTimeoutMs: values.hangTimeout,
    hangStack: !values.noHangStack,
    maxMemoryBytes: values.maxMemory ?? null,
    diagnosticsDirectory,
    restartLimit: values.restartLimit,
  };
}

/** @param place where a config file names it. */
function checkApp(app: string, appPath: string, place: FilePlace | null): void {
  const prefix = place ? `${place.file}: ${place.path}: ` : '';
  const stats = statsOf(appPath, prefix);
  if (!stats) throw new UsageError(`${prefix}no such app: ${app}`);
  if (stats.isDirectory()) {
    throw new UsageError(`${prefix}${app} is a directory; name the file that starts the app`);
  }
  try {
    accessSync(appPath, constants.R_OK);
  } catch {
    throw new UsageError(`${prefix}${app} cannot be read; check its permissions`);
  }
}

function asUsage(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function checkDirectory(launch: Launch, option: OptionName, directory: string): void {
  const name = nameOfOption(launch, option);
  if (statsOf(directory, `${name}: `)?.isDirectory()) return;
  throw new UsageError(`${name} must be a directory, and ${directory} is none`);
}
