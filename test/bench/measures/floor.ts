import {execFile, spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {MEGABYTE} from '../../../source/size-in-words.js';
import {pssBytes} from '../../support/process-figures.js';
import type {Bench} from '../bench.js';
import {turn} from '../load/blocks.js';
import {OWN_SESSION} from '../own-session.js';
import {COMMAND, prepareClusterview} from '../peers/clusterview.js';
import {PRIMARY} from '../peers/node-cluster.js';
import {endProcess, freePort} from '../peers/server.js';
import {openTerminal} from '../peers/terminal.js';
import {COMPARISON_COLUMNS, figureRow} from '../report/comparison.js';
import type {Section} from '../report/section.js';
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
  'clusterview, headless, to its first fork': ourFirstFork,
  'node:cluster, to its first fork': theirFirstFork,
};
const MEMORY: Readonly<Record<string, readonly string[]>> = {
  'Node alone': ['-e', 'console.log("word"); setInterval(() => {}, 1000)'],
  'an Ink app of one word': [ONE_WORD],
};

/** What start and memory stand on: Node, the command line and Ink by themselves. */
export async function measureFloor({isQuick}: Bench): Promise<Section> {
  const rounds = isQuick ? 5 : 40;
  const names = Object.keys(TIMES);
  const times: number[][] = names.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const index of turn(names.length, round)) times[index]!.push(await TIMES[names[index]!]!());
  }
  const rows = names.map((name, index) => figureRow(`${name}, ms`, times[index]!, null));
  for (const [name, args] of Object.entries(MEMORY)) {
    rows.push(figureRow(`${name}, MB (PSS)`, [await megabytesOf(args)], null));
  }
  return {
    name: 'floor',
    title: 'What start and memory stand on',
    method: `Node, the command line, the first fork of a master and an Ink app of one word, by themselves: ${rounds} times each in turn; memory of one process, which shares Node's own pages with the benchmark.`,
    columns: COMPARISON_COLUMNS,
    rows,
    charts: [],
  };
}

async function untilExit(args: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  await promisify(execFile)(NODE, args, {timeout: MS_MAX});
  return performance.now() - startedAt;
}

async function ourFirstFork(): Promise<number> {
  const {env, args, clear} = await prepareClusterview({
    policy: 'round-robin',
    workers: 1,
    app: ORIGIN_APP,
    appEnv: {},
  });
  return untilFork([...args, '--headless'], env, clear);
}

async function theirFirstFork(): Promise<number> {
  const env = {...process.env, PORT: String(await freePort())};
  return untilFork([PRIMARY, ORIGIN_APP, 'RR', '1'], env, async () => {});
}

/** The app tells when its process began. */
async function untilFork(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  clear: () => Promise<void>,
): Promise<number> {
  const startedAt = Date.now();
  const child = spawn(NODE, args, {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
    // Its output ends with it.
    timeout: MS_MAX,
    killSignal: 'SIGKILL',
    ...OWN_SESSION,
  });
  const end = owned(async () => {
    await endProcess(child, 'SIGTERM');
    await clear();
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
