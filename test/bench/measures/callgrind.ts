import {execFile} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import {LoadClient} from '../load/load.js';
import type {BenchServer} from '../peers/server.js';
import {AGENT, startSingle} from '../peers/single.js';
import {owned} from '../running.js';

const run = promisify(execFile);

/**
 * One thread, and garbage collections at the same places: the same code again gives the same within half a percent.
 * Other code can send the compiler another way, which was seen to be worth 5 % with new connections: a difference that
 * small needs a look at where it comes from.
 */
const NODE_OPTIONS = ['--single-threaded', '--predictable-gc-schedule', '--random-seed=1', '--hash-seed=1'];
const CONNECTIONS = 16;
/** A process under callgrind runs about so many times slower. What the agent does at intervals is to be as rare. */
const SLOWDOWN = 40;
const INTERVALS = /(_INTERVAL_MS = )([\de]+);/g;
const INTERVALS_COUNT = 3;
/** A bound, far above what it takes. */
const LOAD_MS_MAX = 300_000;
/** The same for a reading: the process is asked for a file, and writes it. */
const CONTROL_MS_MAX = 60_000;

export interface Counted {
  /** Until then the compiler is at work. */
  readonly warmUpRequests: number;
  readonly requests: number;
}

/** Whether instructions can be counted here. */
export async function hasCallgrind(): Promise<boolean> {
  return run('callgrind_control', ['--version'], {timeout: CONTROL_MS_MAX}).then(
    () => true,
    () => false,
  );
}

/**
 * Instructions in user space that the fast route takes a request: those between two readings, so that the start and
 * the warm-up do not count.
 */
export async function instructionsPerRequest(
  withAgent: boolean,
  keepAlive: boolean,
  {warmUpRequests, requests}: Counted,
): Promise<number> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cv-callgrind-'));
  const output = path.join(directory, 'out');
  // By these it is told to write; where it is killed, it leaves them.
  const pipes = `--vgdb-prefix=${path.join(directory, 'pipe')}`;
  const callgrind = ['valgrind', '-q', '--tool=callgrind', pipes, `--callgrind-out-file=${output}`];
  // Of its own: two are counted at once, and a client has one run at a time.
  const client = new LoadClient();
  let server: BenchServer | null = null;
  const end = owned(async () => {
    client.close();
    await server?.stop();
    rmSync(directory, {recursive: true, force: true});
  });
  try {
    server = await startSingle({
      agent: withAgent ? slowedAgent(directory) : null,
      command: [...callgrind, process.execPath, ...NODE_OPTIONS],
    });
    const pid = String(server.pids[0]);
    const load = {connections: CONNECTIONS, keepAlive, ms: LOAD_MS_MAX};
    let readings = 0;
    const read = async () => {
      // Writes what has been counted since the last reading.
      await run('callgrind_control', [pipes, '--dump', pid], {timeout: CONTROL_MS_MAX});
      readings += 1;
      return Number(/^summary: (\d+)/m.exec(readFileSync(`${output}.${readings}`, 'latin1'))![1]);
    };
    await client.run(server, {...load, requests: warmUpRequests});
    await read();
    const {answered} = await client.run(server, {...load, requests});
    return (await read()) / answered;
  } finally {
    await end();
  }
}

function slowedAgent(directory: string): string {
  let found = 0;
  const source = readFileSync(AGENT, 'utf8').replace(INTERVALS, (_, name: string, ms: string) => {
    found += 1;
    return `${name}${Number(ms) * SLOWDOWN};`;
  });
  if (found !== INTERVALS_COUNT) throw new Error(`the agent has ${found} intervals, not ${INTERVALS_COUNT}`);
  const file = path.join(directory, 'agent.cjs');
  writeFileSync(file, source);
  return file;
}
