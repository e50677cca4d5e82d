import path from 'node:path';
import {UsageError} from '../usage-error.js';
import {loadModule} from './load-module.js';
import {PACKAGE_FILE, PACKAGE_KEY, packageConfig} from './package-config.js';
import {readJson} from './read-json.js';

/** What a config file holds, unchecked. @throws UsageError */
export async function readConfigFile(file: string): Promise<unknown> {
  if (path.basename(file) === PACKAGE_FILE) {
    const config = packageConfig(file);
    if (config === undefined) throw new UsageError(`${file} has no "${PACKAGE_KEY}": {…}`);
    return config;
  }
  if (/\.json$/.test(file)) return readJson(file);
  if (/\.[cm]?[jt]s$/.test(file)) return loadModule(file);
  throw new UsageError(`${file} must end in .js, .mjs, .cjs, .ts or .json to be read as a config`);
}
