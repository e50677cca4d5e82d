import {execFile, spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {MEGABYTE} from '../../../source/size-in-words.js';
import {pssBytes} from '../../support/process-figures.js';
import {turn} from '../load/blocks.js';
import type {LoadClient} from '../load/load.js';
import {OWN_SESSION} from '../own-session.js';
import {COMMAND, prepareClusterview} from '../peers/clusterview.js';
import {endProcess} from '../peers/server.js';
import {openTerminal} from '../peers/terminal.js';
import {figureLine} from '../report/figure-line.js';
import {median} from '../report/statistics.js';
import {owned} from '../running.js';

const NODE = process.execPath;
const ONE_WORD = fileURLToPath(new URL('one-word.mjs', import.meta.url));
const ORIGIN_APP = fileURLToPath(new URL('origin-app.mjs', import.meta.url));
/** What Node does at first is behind it. */
const SETTLE_MS = 2000;
/** Far above what the slowest of them takes. */
const MS_MAX = 30_000;

const TIMES: Readonly<Record<string, () => Promise<number>>> = {
  'node -e 0': () => untilExit(['-e', '0']),
  'clusterview --version': () => untilExit([COMMAND, '--version']),
  'clusterview, headless, to its first fork': untilFork,
};
const MEMORY: Readonly<Record<string, readonly string[]>> = {
  'Node alone, PSS': ['-e', 'console.log("word"); setInterval(() => {}, 1000)'],
  'an Ink app of one word, PSS': [ONE_WORD],
};

/** What start and memory stand on: Node, the command line and Ink by themselves. */
export async function measureFloor(_client: LoadClient, isQuick: boolean): Promise<void> {
  const rounds = isQuick ? 5 : 40;
  const names = Object.keys(TIMES);
  const times: number[][] = names.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const index of turn(names.length, round)) times[index]!.push(await TIMES[names[index]!]!());
  }
  process.stdout.write(`\nfloor: medians of ${rounds} times each in turn; memory of one process\n`);
  for (const [index, name] of names.entries()) {
    process.stdout.write(figureLine(name, '', '', `${median(times[index]!).toFixed(0)} ms`, ''));
  }
  for (const [name, args] of Object.entries(MEMORY)) {
    process.stdout.write(figureLine(name, '', '', `${(await megabytesOf(args)).toFixed(0)} MB`, ''));
  }
}

async function untilExit(args: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  await promisify(execFile)(NODE, args, {timeout: MS_MAX});
  return performance.now() - startedAt;
}

/** The app tells when its process began. */
async function untilFork(): Promise<number> {
  const {env, args, clear} = await prepareClusterview({
    policy: 'round-robin',
    workers: 1,
    app: ORIGIN_APP,
    appEnv: {},
  });
  const startedAt = Date.now();
  const child = spawn(NODE, [...args, '--headless'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
    // Its output ends with it.
    timeout: MS_MAX,
    killSignal: 'SIGKILL',
    ...OWN_SESSION,
  });
  const end = owned(async () => {
    await endProcess(child, 'SIGTERM');
    clear();
  });
  let output = '';
  try {
    for await (const part of child.stdout) {
      output += part;
      const origin = /ORIGIN ([\d.]+)\n/.exec(output);
      if (origin) return Number(origin[1]) - startedAt;
    }
  } finally {
    await end();
  }
  throw new Error(`the app did not start: ${output}`);
}

async function megabytesOf(args: readonly string[]): Promise<number> {
  const terminal = openTerminal([NODE, ...args], process.env, /word/);
  try {
    await terminal.firstFrame;
    await new Promise(resolve => setTimeout(resolve, SETTLE_MS));
    return pssBytes(terminal.process.pid) / MEGABYTE;
  } finally {
    await terminal.end();
  }
}
