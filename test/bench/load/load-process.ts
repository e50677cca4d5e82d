import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {text} from 'node:stream/consumers';
import {cpuMicros} from '../../support/process-figures.js';
import {OWN_SESSION} from '../own-session.js';
import {type BenchServer, endProcess} from '../peers/server.js';
import {owned} from '../running.js';
import {cpuMicrosPerRequest, type Run, SPARE_MS} from './load.js';

/** What a load generator tells of a run. */
export type Answered = Pick<Run, 'answered' | 'requestsPerSecond'>;

/**
 * A run of a load generator that is a command, from its start to its end.
 * @param read of what it has printed; throws where a request failed.
 */
export async function runLoadProcess(
  server: BenchServer,
  ms: number,
  [program, ...args]: readonly string[],
  read: (output: string) => Answered,
): Promise<Run> {
  const before = cpuMicros(server.pids);
  const child = spawn(program!, args, {
    timeout: ms + SPARE_MS,
    stdio: ['ignore', 'pipe', 'inherit'],
    ...OWN_SESSION,
  });
  await once(child, 'spawn');
  const end = owned(() => endProcess(child, 'SIGKILL'));
  const output = await text(child.stdout);
  const after = cpuMicros(server.pids);
  await end();
  const {answered, requestsPerSecond} = read(output);
  return {
    answered,
    requestsPerSecond,
    cpuMicrosPerRequest: cpuMicrosPerRequest(before, after, answered),
  };
}
