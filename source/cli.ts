#!/usr/bin/env node
import {spawnMasterAhead} from './commands/spare-master-ahead.js';
import {keepCompiled} from './compile-cache.js';
import {throwUncaught} from './throw-uncaught.js';

/** After what is to be done is done, the process has so much time to end by itself. */
const LINGER_MS = 1000;

keepCompiled();
execute(process.argv.slice(2)).catch(throwUncaught);

async function execute(argv: readonly string[]): Promise<void> {
  // Where that fails, it fails again for who needs it, and is told.
  await spawnMasterAhead(argv).catch(() => {});
  const {main} = await import('./main.js');
  process.exitCode = await main(argv);
  // What a config file loads may keep a process running, such as a connection to a database.
  setTimeout(() => process.exit(), LINGER_MS).unref();
}
