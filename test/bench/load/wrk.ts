import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import type {BenchServer} from '../peers/server.js';
import {type Load, type LoadGenerator, type Run, SPARE_MS} from './load.js';
import {runLoadProcess} from './load-process.js';

/** It measures whole seconds. */
const SECOND_MS = 1000;

/** `null` where wrk is not installed. */
export async function findWrk(): Promise<LoadGenerator | null> {
  // It has no option that prints the version and ends with 0.
  const {stdout} = await promisify(execFile)('wrk', ['--version']).catch((error: {stdout?: string}) => error);
  const version = /^wrk (?:debian\/)?(\d[\w.]*)/.exec(stdout ?? '')?.[1];
  return version ? {name: `wrk ${version}`, run: runWrk} : null;
}

async function runWrk(server: BenchServer, {connections, keepAlive, ms}: Load): Promise<Run> {
  const seconds = Math.max(1, Math.round(ms / SECOND_MS));
  const header = keepAlive ? [] : ['--header', 'Connection: close'];
  const timeoutMs = ms + SPARE_MS;
  // Else an answer that takes more than 2 s counts as none, as the first ones to thousands of clients at once may.
  const patience = ['--timeout', `${Math.ceil(timeoutMs / SECOND_MS)}s`];
  const args = ['--threads', '1', '--connections', String(connections), '--duration', `${seconds}s`];
  const {output, cpuMicrosPerRequest} = await runLoadProcess(
    server,
    'wrk',
    [...args, ...patience, ...header, `http://127.0.0.1:${server.port}/`],
    timeoutMs,
  );
  const {answered, requestsPerSecond} = readWrk(output);
  return {
    answered,
    requestsPerSecond,
    cpuMicrosPerRequest: cpuMicrosPerRequest(answered),
  };
}

/**
 * What wrk has printed.
 * @throws where a request failed.
 */
export function readWrk(output: string): Pick<Run, 'answered' | 'requestsPerSecond'> {
  const failures = /^\s*(?:Socket errors|Non-2xx or 3xx responses): .*$/m.exec(output);
  if (failures) throw new Error(`requests failed: ${failures[0].trim()}`);
  const answered = /^\s*(\d+) requests in /m.exec(output);
  const rate = /^Requests\/sec:\s*([\d.]+)$/m.exec(output);
  if (!answered || !rate) throw new Error(`wrk printed ${output}`);
  return {answered: Number(answered[1]), requestsPerSecond: Number(rate[1])};
}
