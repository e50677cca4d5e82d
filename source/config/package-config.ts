import {readJson} from './read-json.js';

export const PACKAGE_FILE = 'package.json';
/** Where the config is in a package's file. */
export const PACKAGE_KEY = 'clusterview';

/** @returns `undefined` where the package has none. @throws UsageError */
export function packageConfig(file: string): unknown {
  const content = readJson(file);
  if (typeof content !== 'object' || content === null) return undefined;
  return Object.hasOwn(content, PACKAGE_KEY) ? (content as {[PACKAGE_KEY]: unknown})[PACKAGE_KEY] : undefined;
}
