import {mkdirSync, statSync} from 'node:fs';
import path from 'node:path';

/**
 * Makes a directory, and those above it that are missing, for the owner alone. Node's own `recursive` does not end
 * where no directory can be made below one that is there and the system says ENOENT, as below /proc (seen on Node
 * 20.20 to 26.10).
 * @throws the error of the system.
 */
export function makeDirectory(directory: string): void {
  if (isDirectory(directory)) return;
  try {
    mkdirSync(directory, {mode: 0o700});
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    // Somebody else was quicker.
    if (code === 'EEXIST' && isDirectory(directory)) return;
    const parent = path.dirname(directory);
    if (code !== 'ENOENT' || isDirectory(parent)) throw error;
    makeDirectory(parent);
    makeDirectory(directory);
  }
}

function isDirectory(file: string): boolean {
  return statSync(file, {throwIfNoEntry: false})?.isDirectory() ?? false;
}
