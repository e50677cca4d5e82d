import {execFile} from 'node:child_process';
import {existsSync, mkdirSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';

const run = promisify(execFile);

export const INSTALL_MS_MAX = 120_000;
/** As npm by itself, it tries three times, but without a network it says so within seconds, not after a minute. */
const RETRY_OPTIONS = ['--fetch-retry-mintimeout', '1000', '--fetch-retry-maxtimeout', '2000'];
const OPTIONS = ['--no-audit', '--no-fund', ...RETRY_OPTIONS];
const CACHE = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'clusterview-bench');

/** Of exactly this version, so that a figure means the same tomorrow. */
export interface CachedPackage {
  readonly name: string;
  readonly version: string;
  /** The script that is wanted of it, within the package. */
  readonly script: string;
}

/**
 * The path of its script, installed by npm outside of the checkout at its first use.
 * @throws with a reason in one line where it can't be had.
 */
export async function cachedScript({name, version, script}: CachedPackage): Promise<string> {
  const directory = path.join(CACHE, `${name}-${version}`);
  const file = path.join(directory, 'node_modules', name, script);
  if (existsSync(file)) return file;
  mkdirSync(directory, {recursive: true});
  const args = ['install', '--prefix', directory, ...OPTIONS, `${name}@${version}`];
  try {
    await run('npm', args, {timeout: INSTALL_MS_MAX});
  } catch (error) {
    const {stderr = '', message} = error as Error & {stderr?: string};
    const reason = /npm error (?!code|errno|syscall).*/.exec(stderr)?.[0] ?? message.split('\n')[0];
    throw new Error(`${name} ${version} can't be installed: ${reason}`);
  }
  return file;
}
