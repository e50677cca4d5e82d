#!/usr/bin/env node
import {keepCompiled} from './compile-cache.js';
import {loadAhead} from './load-ahead.js';

/** After what is to be done is done, the process has so much time to end by itself. */
const LINGER_MS = 1000;

keepCompiled();
const argv = process.argv.slice(2);
loadAhead(argv);
const {main} = await import('./main.js');
process.exitCode = await main(argv);
// What a config file loads may keep a process running, such as a connection to a database.
setTimeout(() => process.exit(), LINGER_MS).unref();
