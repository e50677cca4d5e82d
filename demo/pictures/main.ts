/**
 * `npm run pictures`: the pictures in the README, from a run of the demo. `-- --history SECONDS` for charts that go
 * back less far, `-- --directory DIR` for another place. From run to run only figures differ.
 */
import {mkdirSync} from 'node:fs';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {DemoRun} from './demo-run.js';
import {takePictures} from './take-pictures.js';

/** Half of what the charts show: a run of a few minutes. */
const HISTORY_SECONDS = '300';
const HERE = fileURLToPath(new URL('.', import.meta.url));
/** As a shell has it: this and the number of the signal. */
const SIGNALLED = 128;
const SIGNALS = {SIGHUP: 1, SIGINT: 2, SIGTERM: 15} as const;

const {values} = parseArgs({
  options: {
    history: {type: 'string', default: HISTORY_SECONDS},
    directory: {type: 'string', default: HERE},
  },
});
mkdirSync(values.directory, {recursive: true});

const run = new DemoRun();
for (const [signal, number] of Object.entries(SIGNALS)) {
  process.once(signal, async () => {
    await run.end();
    process.exit(SIGNALLED + number);
  });
}
try {
  await takePictures(run, values.directory, Number(values.history));
} finally {
  await run.end();
}
