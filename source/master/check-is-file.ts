import {type Stats, statSync} from 'node:fs';

/**
 * For what is read again with each reload or change: a pipe has its content once, and to read one that nobody writes to
 * would have the master wait. @throws an `Error` with one line for the user.
 */
export function checkIsFile(file: string): Stats {
  const stats = statSync(file);
  if (!stats.isFile()) throw new Error('it is no regular file, and is read more than once');
  return stats;
}
