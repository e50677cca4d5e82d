#!/usr/bin/env node
import {loadAhead} from './load-ahead.js';

const argv = process.argv.slice(2);
loadAhead(argv);
const {main} = await import('./main.js');
process.exitCode = await main(argv);
