import {existsSync} from 'node:fs';
import {statsOf} from '../stats-of.js';
import {UsageError} from '../usage-error.js';
import {PACKAGE_FILE, packageConfig} from './package-config.js';

const FILES = ['js', 'mjs', 'cjs', 'ts', 'json'].map(extension => `clusterview.config.${extension}`);

/**
 * The config file, as messages name it.
 * @param named by `--config`; otherwise it is looked for in the current directory.
 * @returns `null` where there is none.
 * @throws UsageError
 */
export function findConfigFile(named: string | undefined): string | null {
  if (named !== undefined) {
    if (statsOf(named, '--config: ')?.isFile()) return named;
    throw new UsageError(`--config must be a file, and ${named} is none`);
  }
  const found = FILES.filter(file => existsSync(file));
  if (existsSync(PACKAGE_FILE) && packageConfig(PACKAGE_FILE) !== undefined) found.push(PACKAGE_FILE);
  if (found.length <= 1) return found[0] ?? null;
  throw new UsageError(`which config? there are ${found.join(' and ')}: keep one, or name it with --config`);
}
