import {execFile} from 'node:child_process';
import {existsSync, mkdirSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';

const run = promisify(execFile);

/** Pinned, so that a figure means the same tomorrow. */
export const PM2_VERSION = '7.0.4';
const INSTALL_MS_MAX = 120_000;
const CACHE = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
const DIRECTORY = path.join(CACHE, 'clusterview-bench', `pm2-${PM2_VERSION}`);
const COMMAND = path.join(DIRECTORY, 'node_modules', 'pm2', 'bin', 'pm2');

/**
 * The script of pm2's command, installed by npm outside of the checkout at its first use.
 * @throws with a reason in one line where it can't be had.
 */
export async function pm2Command(): Promise<string> {
  if (existsSync(COMMAND)) return COMMAND;
  mkdirSync(DIRECTORY, {recursive: true});
  const args = ['install', '--prefix', DIRECTORY, '--no-audit', '--no-fund', `pm2@${PM2_VERSION}`];
  try {
    await run('npm', args, {timeout: INSTALL_MS_MAX});
  } catch (error) {
    const {stderr = '', message} = error as Error & {stderr?: string};
    const reason = /npm error (?!code).*/.exec(stderr)?.[0] ?? message.split('\n')[0];
    throw new Error(`pm2 ${PM2_VERSION} can't be installed: ${reason}`);
  }
  return COMMAND;
}
