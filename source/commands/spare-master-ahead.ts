import tty from 'node:tty';
import {isCommandName} from './names.js';
import {keepSpareMaster} from './spare-master.js';

const STDIN_FD = 0;
const STDOUT_FD = 1;
/** With these, no viewer is opened. */
const OTHER_FLAGS = ['--help', '--version', '--detach', '--plain', '--headless', '--json'];

/**
 * Starts the process of a master where a viewer will most likely want one, before anything else is loaded: it begins to
 * run while the command line itself is still being taken apart. A wrong guess costs time and nothing else.
 */
export async function spawnMasterAhead(argv: readonly string[]): Promise<void> {
  if (isCommandName(argv[0]) || argv.some(word => OTHER_FLAGS.includes(word))) return;
  if (!tty.isatty(STDIN_FD) || !tty.isatty(STDOUT_FD)) return;
  const {spawnMaster} = await import('./start-master.js');
  keepSpareMaster(spawnMaster(true));
}
