import {chmodSync, lstatSync, statSync} from 'node:fs';
import {makeDirectory} from './make-directory.js';

/** @throws an `Error` with one line for the user, where somebody else could put something there. */
export function makePrivateDirectory(directory: string): void {
  makeDirectory(directory);
  checkOwner(directory);
  if ((statSync(directory).mode & 0o077) !== 0) chmodSync(directory, 0o700);
}

/** @throws an `Error` with one line for the user, where somebody else could put sockets there. */
export function checkOwner(directory: string): void {
  if (isOwn(directory)) return;
  const why = lstatSync(directory).isDirectory()
    ? 'belongs to another user'
    : 'is no directory, or a link to one';
  throw new Error(`${directory} ${why}: set XDG_RUNTIME_DIR to a directory of your own`);
}

/** Anybody can make something of that name in the temporary directory: a link, too, which is not followed. */
export function isOwn(directory: string): boolean {
  try {
    const stats = lstatSync(directory);
    return stats.isDirectory() && stats.uid === process.geteuid!();
  } catch {
    return false;
  }
}
