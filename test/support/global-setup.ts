import {execFileSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';

/** The tests run the command as it is shipped. */
export default function setup(): void {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../.config/build.mjs', import.meta.url))], {
    stdio: 'inherit',
  });
}
