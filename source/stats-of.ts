import {type Stats, statSync} from 'node:fs';
import {UsageError} from './usage-error.js';

/**
 * What is at a path that the user has named; `undefined` where nothing is.
 * @param prefix what has named it, for the error, such as `--cwd: `.
 * @throws UsageError where the system does not let it be looked at: `throwIfNoEntry` is about what is missing alone.
 */
export function statsOf(file: string, prefix = ''): Stats | undefined {
  try {
    return statSync(file, {throwIfNoEntry: false});
  } catch (error) {
    throw new UsageError(`${prefix}${file} cannot be looked at: ${(error as Error).message}`);
  }
}
