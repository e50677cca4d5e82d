import {existsSync, readdirSync, rmSync} from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import envPaths from 'env-paths';
import {makePrivateDirectory} from './private-directory.js';

declare const CLUSTERVIEW_VERSION: string;

/** There is one of these for each version, and only that of the newest is kept. */
const PREFIX = 'compiled-';

/**
 * Has Node (22.1 and later) keep what it compiles of clusterview itself, and read it at the next start. Not of the app,
 * which is started with the user's own environment: what is set by a call is for this process alone.
 *
 * What lies there is run, so it has to be the user's own. Where it is not, as with `sudo`, which may leave another
 * user's home in the environment, it is left alone.
 */
export function keepCompiled(): void {
  if (!module.enableCompileCache) return;
  try {
    const {cache: all} = envPaths('clusterview', {suffix: ''});
    // A home that a service was given, but that nobody made, stays away.
    if (!existsSync(path.dirname(path.dirname(all)))) return;
    const own = `${PREFIX}${CLUSTERVIEW_VERSION}`;
    makePrivateDirectory(all);
    for (const name of readdirSync(all)) {
      if (name.startsWith(PREFIX) && name !== own)
        rmSync(path.join(all, name), {recursive: true, force: true});
    }
    module.enableCompileCache(path.join(all, own));
  } catch {
    // Without it, it starts as it does the first time.
  }
}
