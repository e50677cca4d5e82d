import {statSync} from 'node:fs';
import module from 'node:module';
import path from 'node:path';

/**
 * Has Node (22.1 and later) keep what it compiles in this process, and read it at the next start. Not of the app, which
 * is started with the user's own environment: what is set by a call is for this process alone.
 *
 * It lies beside the files that it is of: who can write there could change these as well, and it goes when they go. What
 * another user had put there could be in their owner's way then, as what root keeps with `sudo`.
 */
export function keepCompiled(): void {
  const directory = import.meta.dirname;
  if (!module.enableCompileCache || statSync(directory).uid !== process.geteuid!()) return;
  // Where it cannot be had, as on a disk that is not written to, Node says so, and it is none.
  module.enableCompileCache(path.join(directory, 'compiled'));
}
