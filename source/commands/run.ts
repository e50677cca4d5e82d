import {constants} from 'node:fs';
import {access} from 'node:fs/promises';
import path from 'node:path';
import type {Arguments} from '../arguments.js';
import {checkDistinct} from '../config/distinct.js';
import {type Launches, launchesOf} from '../config/launches.js';
import {type Launch, nameOfOption} from '../launch.js';
import {makeDirectory} from '../make-directory.js';
import {FILE_OF_ALL} from '../master/log-file-names.js';
import type {Settings} from '../master/settings.js';
import {masterWith} from '../open-files.js';
import {checkPlace} from '../recording/check-place.js';
import {settingsFromLaunch} from '../settings-from-launch.js';
import {UsageError} from '../usage-error.js';
import {beginCluster} from './begin-cluster.js';
import {refuseDumbTerminal} from './check-terminal.js';
import {takeSpareMaster} from './spare-master.js';

/** `clusterview [app]`: the one that is named, or what the config file names. @returns the exit code. */
export async function run(parsed: Arguments): Promise<number> {
  const asked = await launchesOf(parsed, parsed.input);
  const [launch] = asked.launches as [Launch];
  const isOne = asked.launches.length === 1;
  if (!isOne) checkSeveral(asked, parsed);
  else if (launch.app === undefined && asked.file !== null) {
    throw new UsageError(
      `which app? ${asked.file} has no "app"; usage: clusterview app.js [options]; see clusterview --help`,
    );
  }
  const clusters = await Promise.all(asked.launches.map(checkedSettings));
  if (!isOne) checkDistinct(asked.file!, asked.launches, clusters);

  const {detach, plain, headless, json, ascii} = launch.values;
  if (detach || plain || !isViewable(launch)) takeSpareMaster()?.discard();
  if (detach) {
    if (plain || headless || json) {
      throw new UsageError(
        '--detach prints nothing of the cluster: leave out --plain, --headless and --json',
      );
    }
    const {runDetached} = await import('./run-detached.js');
    return runDetached(clusters);
  }
  const [settings] = clusters as [Settings];
  if (plain) {
    if (headless || json) throw new UsageError('--plain is one of three: leave out --headless and --json');
    const {runPlain} = await import('./run-plain.js');
    return runPlain(settings);
  }
  if (!isViewable(launch)) {
    const beginning = await beginCluster(settings);
    const {runHeadless} = await import('./run-headless.js');
    return runHeadless(settings, beginning, json ? 'json' : 'plain');
  }
  refuseDumbTerminal(isOne ? '--headless or --plain' : '--detach');
  const {runViewed} = await import('./run-viewed.js');
  return runViewed(clusters, ascii ? 'ascii' : 'unicode');
}

function isViewable({values: {headless, json}}: Launch): boolean {
  return !headless && !json && process.stdout.isTTY && process.stdin.isTTY;
}

/** @throws UsageError where they cannot be started together. */
function checkSeveral({launches, file, names}: Launches, {typed, appArguments}: Arguments): void {
  const [first] = launches as [Launch];
  const has = `${file} has ${launches.length} apps`;
  if (!first.values.detach && (first.values.plain || !isViewable(first))) {
    throw new UsageError(`${has}: start all of them with --detach, or name one of ${names.join(', ')}`);
  }
  if (typed.name !== undefined) throw new UsageError(`${has}, and --name is for one: name it, too`);
  if (appArguments.length > 0) {
    throw new UsageError(`${has}, and arguments behind -- are for one: name it, or put them into the file`);
  }
}

async function checkedSettings(launch: Launch): Promise<Settings> {
  const settings = settingsFromLaunch(launch);
  if (settings.recordFile !== null) await checkRecordFile(launch, settings.recordFile);
  if (settings.logDirectory !== null) await makeLogDirectory(launch, settings.logDirectory);
  return settings;
}

/** Now, while it can still be told on the command line; the master looks again when it makes the file. */
async function checkRecordFile(launch: Launch, file: string): Promise<void> {
  try {
    await checkPlace(file);
  } catch (error) {
    throw new UsageError(`${nameOfOption(launch, 'record')}: ${(error as Error).message}`);
  }
}

/** Now, while it can still be told on the command line. */
async function makeLogDirectory(launch: Launch, directory: string): Promise<void> {
  const name = nameOfOption(launch, 'logDir');
  try {
    makeDirectory(directory);
  } catch (error) {
    throw new UsageError(`${name}: ${directory} cannot be made: ${(error as Error).message}`);
  }
  try {
    await access(directory, constants.W_OK | constants.X_OK);
  } catch {
    throw new UsageError(`${name}: no permission to make files in ${directory}`);
  }
  const other = await masterWith(path.join(directory, FILE_OF_ALL));
  if (other) {
    throw new UsageError(
      `${name}: ${directory} has the log files of "${other.title}" (pid ${other.pid}): give each cluster its own`,
    );
  }
}
