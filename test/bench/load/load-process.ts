import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {text} from 'node:stream/consumers';
import {cpuMicros} from '../../support/process-figures.js';
import {OWN_SESSION} from '../own-session.js';
import {type BenchServer, endProcess} from '../peers/server.js';
import {owned} from '../running.js';
import {cpuMicrosPerRequest, type Run} from './load.js';

export interface Spent {
  /** What it has printed. */
  readonly output: string;
  /** What the server used meanwhile, of so many. */
  readonly cpuMicrosPerRequest: (answered: number) => Run['cpuMicrosPerRequest'];
}

/** A load generator that is a command, from its start to its end. */
export async function runLoadProcess(
  server: BenchServer,
  command: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<Spent> {
  const before = cpuMicros(server.pids);
  const child = spawn(command, args, {
    timeout: timeoutMs,
    stdio: ['ignore', 'pipe', 'inherit'],
    ...OWN_SESSION,
  });
  await once(child, 'spawn');
  const end = owned(() => endProcess(child, 'SIGKILL'));
  const output = await text(child.stdout);
  const after = cpuMicros(server.pids);
  await end();
  return {output, cpuMicrosPerRequest: answered => cpuMicrosPerRequest(before, after, answered)};
}
