import {accessSync, constants, readFileSync, statSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {SOCKET_PATH_BYTES_MAX, socketPathOf} from './api/socket.js';
import {MAX_WORKERS} from './api/types.js';
import {DATA_VARIABLE} from './app-data.js';
import type {Arguments} from './arguments.js';
import {readDataFile} from './master/data-file.js';
import {readEnvironmentFile} from './master/environment-file.js';
import type {Settings} from './master/settings.js';
import {flagOf, type OptionName} from './options.js';
import {nodeArgumentsFor} from './typescript-apps.js';
import {UsageError} from './usage-error.js';

/** What a master needs, from what was typed and from the app. @throws UsageError */
export function settingsFromArguments({input, values, appArguments}: Arguments): Settings {
  const [app, ...rest] = input;
  if (app === undefined)
    throw new UsageError('which app? usage: clusterview app.js [options]; see clusterview --help');
  if (rest.length > 0) {
    throw new UsageError(`one app at a time, not also "${rest[0]}"; arguments of the app go behind --`);
  }
  const appPath = path.resolve(app);
  checkApp(app, appPath);
  const cwd = path.resolve(values.cwd ?? '.');
  checkDirectory('cwd', cwd);
  const diagnosticsDirectory = path.resolve(values.diagnosticsDir ?? '.');
  checkDirectory('diagnosticsDir', diagnosticsDirectory);
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
    environmentFile,
    dataFile,
    watch: values.watch ?? false,
    recordFile: values.record === undefined ? null : path.resolve(values.record),
    recordBytesMax: values.recordSize,
    logDirectory: values.logDir === undefined ? null : path.resolve(values.logDir),
    logFileBytesMax: values.logSize,
    oldLogFilesMax: values.logFiles,
    workers: values.workers === 'auto' ? Math.min(os.availableParallelism(), MAX_WORKERS) : values.workers,
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

function checkApp(app: string, appPath: string): void {
  const stat = statSync(appPath, {throwIfNoEntry: false});
  if (!stat) throw new UsageError(`no such app: ${app}`);
  if (stat.isDirectory()) throw new UsageError(`${app} is a directory; name the file that starts the app`);
  try {
    accessSync(appPath, constants.R_OK);
  } catch {
    throw new UsageError(`${app} cannot be read; check its permissions`);
  }
}

function asUsage(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function checkDirectory(option: OptionName, directory: string): void {
  if (statSync(directory, {throwIfNoEntry: false})?.isDirectory()) return;
  throw new UsageError(`${flagOf(option)} must be a directory, and ${directory} is none`);
}

/** The nearest package's name without its scope, or else the name of the file. */
function nameOfApp(appPath: string): string {
  const fromPackage = nearestPackageName(path.dirname(appPath));
  const name = fromPackage?.replace(/^@[^/]*\//, '') ?? path.parse(appPath).name;
  return (
    name
      .replace(/[^A-Za-z0-9._-]/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 64) || 'app'
  );
}

function nearestPackageName(directory: string): string | undefined {
  try {
    const {name} = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'));
    if (typeof name === 'string' && name !== '') return name;
  } catch {
    // None here, or none that can be read: the next one up may do.
  }
  const parent = path.dirname(directory);
  return parent === directory ? undefined : nearestPackageName(parent);
}
