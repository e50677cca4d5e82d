import {constants} from 'node:fs';
import {access, mkdir} from 'node:fs/promises';
import type {Arguments} from '../arguments.js';
import {checkPlace} from '../recording/check-place.js';
import {settingsFromArguments} from '../settings-from-arguments.js';
import {UsageError} from '../usage-error.js';
import {refuseDumbTerminal} from './dumb-terminal.js';

/** `clusterview <app>`. @returns the exit code. */
export async function run(parsed: Arguments): Promise<number> {
  const settings = settingsFromArguments(parsed);
  if (settings.recordFile !== null) await checkRecordFile(settings.recordFile);
  if (settings.logDirectory !== null) await makeLogDirectory(settings.logDirectory);
  const {detach, plain, headless, json, ascii} = parsed.values;
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

/** Now, while it can still be told on the command line; the master looks again when it makes the file. */
async function checkRecordFile(file: string): Promise<void> {
  try {
    await checkPlace(file);
  } catch (error) {
    throw new UsageError(`--record: ${(error as Error).message}`);
  }
}

/** Now, while it can still be told on the command line. */
async function makeLogDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, {recursive: true, mode: 0o700});
  } catch (error) {
    throw new UsageError(`--log-dir: ${directory} cannot be made: ${(error as Error).message}`);
  }
  try {
    await access(directory, constants.W_OK | constants.X_OK);
  } catch {
    throw new UsageError(`--log-dir: no permission to make files in ${directory}`);
  }
}
