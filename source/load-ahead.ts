import tty from 'node:tty';
import {isCommandName} from './commands/names.js';
import {keepSpareMaster} from './commands/spare-master.js';

const STDIN_FD = 0;
const STDOUT_FD = 1;
/** Nothing is started for these, or in another process. */
const OTHER_FLAGS = ['--help', '--version', '--detach', '--plain'];

/**
 * Begins to read what starting an app will most likely need, while the command line itself is still being read and
 * taken apart: one after the other, each would wait for its own files. For a viewer, the process of its master is
 * started, too. A wrong guess costs time and nothing else.
 */
export function loadAhead(argv: readonly string[]): void {
  if (isCommandName(argv[0]) || argv.some(word => OTHER_FLAGS.includes(word))) return;
  const isHeadless =
    argv.includes('--headless') ||
    argv.includes('--json') ||
    !(tty.isatty(STDIN_FD) && tty.isatty(STDOUT_FD));
  const loading = isHeadless ? import('./commands/run-headless.js') : viewedAhead();
  // Where that fails, it fails again for who needs it, and is told.
  loading.catch(() => {});
}

async function viewedAhead(): Promise<void> {
  const {spawnMaster} = await import('./commands/start-master.js');
  keepSpareMaster(spawnMaster(true));
  await import('./commands/run-viewed.js');
}
