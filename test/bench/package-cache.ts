import {execFile} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, renameSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import {endProcess} from './peers/server.js';
import {owned} from './running.js';

const run = promisify(execFile);

export const INSTALL_MS_MAX = 120_000;
/** It tries as often as npm does by itself, but sooner: without a network it says so in seconds, not after a minute. */
const RETRY_OPTIONS = ['--fetch-retry-mintimeout', '1000', '--fetch-retry-maxtimeout', '2000'];
const OPTIONS = ['--no-audit', '--no-fund', ...RETRY_OPTIONS];

/** Of exactly this version, so that a figure means the same tomorrow. */
interface CachedPackage {
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
  const directory = path.join(cacheDirectory(), `${name}-${version}`);
  const file = path.join(directory, 'node_modules', name, script);
  if (existsSync(file)) return file;
  try {
    await install(`${name}@${version}`, directory);
  } catch (error) {
    // Another benchmark may have been faster.
    if (!existsSync(file)) throw new Error(`${name} ${version} can't be installed: ${reasonOf(error)}`);
  }
  return file;
}

/** Beside it until it is whole: what an interrupted npm leaves would look like a package, and lack what that needs. */
async function install(what: string, directory: string): Promise<void> {
  mkdirSync(path.dirname(directory), {recursive: true});
  const unfinished = mkdtempSync(`${directory}.`);
  const installing = run('npm', ['install', '--prefix', unfinished, ...OPTIONS, what], {
    timeout: INSTALL_MS_MAX,
  });
  // It is awaited below, unless nobody may start anything any more.
  installing.catch(() => {});
  const end = owned(async () => {
    await endProcess(installing.child, 'SIGTERM');
    rmSync(unfinished, {recursive: true, force: true});
  });
  try {
    await installing;
    renameSync(unfinished, directory);
  } finally {
    await end();
  }
}

function cacheDirectory(): string {
  return path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'clusterview-bench');
}

/** It is published: no more than a code, since npm's own words name hosts and directories. */
function reasonOf(error: unknown): string {
  const {stderr = '', code} = error as {stderr?: string; code?: unknown};
  const npmCode = /^npm error code (\S+)$/m.exec(stderr)?.[1];
  if (npmCode) return `npm: ${npmCode}`;
  return typeof code === 'string' ? code : 'npm failed';
}
