// `npm run pictures`: the pictures in the README, of a real run of the demo.
import {mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {filmSvg} from './film-svg.js';
import {Recorder} from './recorder.js';
import {playScenes} from './scenes.js';
import {Stage} from './stage.js';
import {playTour} from './tour.js';
import {screenSvg} from './window-svg.js';

const DIRECTORY = fileURLToPath(new URL('.', import.meta.url));
const TITLE = 'npm start';
const STILL = {columns: 120, rows: 40};
/** Smaller: a film is looked at in passing. */
const FILM = {columns: 100, rows: 28};
const STILL_BYTES_MAX = 150_000;
const FILM_BYTES_MAX = 600_000;
const HISTORY_SECONDS_MAX = 600;

const {values} = parseArgs({options: {history: {type: 'string', default: '240'}}});
const historySeconds = Number(values.history);
if (!Number.isInteger(historySeconds) || historySeconds < 1 || historySeconds > HISTORY_SECONDS_MAX) {
  process.stderr.write(`--history takes seconds, 1 to ${HISTORY_SECONDS_MAX}; it was ${values.history}\n`);
  process.exit(2);
}

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => interruption.abort(new Error(`interrupted by ${signal}`)));
}

const recorder = new Recorder();
const stage = new Stage({
  ...STILL,
  signal: interruption.signal,
  onFrame: readCells => recorder.take(readCells),
});
try {
  const files = await take();
  for (const [name, svg] of files) write(name, svg);
} catch (error) {
  process.stderr.write(`pictures: ${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  await stage.close();
}

/** All of them, before the first is written: pictures of different runs do not mix. */
async function take(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const {name, description, cells} of playScenes(stage, historySeconds)) {
    const svg = screenSvg(cells, {title: TITLE, description, columns: STILL.columns});
    files.set(`${name}.svg`, bounded(name, svg, STILL_BYTES_MAX));
    process.stdout.write(`${name}\n`);
  }
  stage.resize(FILM.columns, FILM.rows);
  await playTour(stage, recorder);
  const description =
    'A walk through the views: a crash, another policy, a rolling reload, one worker, the logs';
  const svg = filmSvg(recorder.frames(), {title: TITLE, description, ...FILM});
  files.set('tour.svg', bounded('tour', svg, FILM_BYTES_MAX));
  process.stdout.write(`tour, ${recorder.frames().length} frames\n`);
  return files;
}

function bounded(name: string, svg: string, bytesMax: number): string {
  const bytes = Buffer.byteLength(svg);
  if (bytes > bytesMax) throw new Error(`${name} has ${bytes} bytes, and may have ${bytesMax}`);
  return svg;
}

/** Never half a picture. */
function write(name: string, svg: string): void {
  mkdirSync(DIRECTORY, {recursive: true});
  const file = path.join(DIRECTORY, name);
  try {
    writeFileSync(`${file}.new`, svg);
    renameSync(`${file}.new`, file);
  } finally {
    rmSync(`${file}.new`, {force: true});
  }
}
