import {cachedScript} from '../package-cache.js';

export const PM2_VERSION = '7.0.4';

/**
 * The script of pm2's command.
 * @throws with a reason in one line where it can't be had.
 */
export function pm2Command(): Promise<string> {
  return cachedScript({name: 'pm2', version: PM2_VERSION, script: 'bin/pm2'});
}
