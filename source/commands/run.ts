import type {Arguments} from '../arguments.js';
import {type Launches, launchesOf} from '../config/launches.js';
import {type Launch, nameOfOption} from '../launch.js';
import {checkPlace} from '../recording/check-place.js';
import {settingsFromLaunch} from '../settings-from-launch.js';
import {UsageError} from '../usage-error.js';
import {refuseDumbTerminal} from './dumb-terminal.js';

/** `clusterview <app>`, or whatever the config file names. @returns the exit code. */
export async function run(parsed: Arguments): Promise<number> {
  const launch = onlyOne(await launchesOf(parsed, parsed.input));
  const settings = settingsFromLaunch(launch);
  if (settings.recordFile !== null) await checkRecordFile(launch, settings.recordFile);
  const {detach, plain, headless, json, ascii} = launch.values;
  if (detach) {
    if (plain || headless || json) {
      throw new UsageError(
        '--detach prints nothing of the cluster: leave out --plain, --headless and --json',
      );
    }
    const {runDetached} = await import('./run-detached.js');
    return runDetached(settings);
  }
  if (plain) {
    if (headless || json) throw new UsageError('--plain is one of three: leave out --headless and --json');
    const {runPlain} = await import('./run-plain.js');
    return runPlain(settings);
  }
  if (headless || json || !process.stdout.isTTY || !process.stdin.isTTY) {
    const {runHeadless} = await import('./run-headless.js');
    return runHeadless(settings, json ? 'json' : 'plain');
  }
  refuseDumbTerminal('--headless or --plain');
  const {runViewed} = await import('./run-viewed.js');
  return runViewed(settings, ascii ? 'ascii' : 'unicode');
}

function onlyOne({launches, file}: Launches): Launch {
  const [launch] = launches;
  if (launches.length > 1) throw new UsageError(`${file} has ${launches.length} apps: name one`);
  if (launch!.app === undefined && file !== null) {
    throw new UsageError(
      `which app? ${file} says nothing of "app"; usage: clusterview app.js [options]; see clusterview --help`,
    );
  }
  return launch!;
}

/** Now, while it can still be told on the command line; the master looks again when it makes the file. */
async function checkRecordFile(launch: Launch, file: string): Promise<void> {
  try {
    await checkPlace(file);
  } catch (error) {
    throw new UsageError(`${nameOfOption(launch, 'record')}: ${(error as Error).message}`);
  }
}
