import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import type {BenchServer} from '../peers/server.js';
import {type Load, type LoadGenerator, type Run, SPARE_MS, secondsOf} from './load.js';
import {type Answered, runLoadProcess} from './load-process.js';

/** `null` where wrk is not installed. */
export async function findWrk(): Promise<LoadGenerator | null> {
  // It has no option that prints the version and ends with 0.
  const {stdout} = await promisify(execFile)('wrk', ['--version']).catch((error: {stdout?: string}) => error);
  const version = /^wrk (?:debian\/)?(\d[\w.]*)/.exec(stdout ?? '')?.[1];
  return version ? {name: `wrk ${version}`, run: runWrk} : null;
}

function runWrk(server: BenchServer, {connections, keepAlive, ms}: Load): Promise<Run> {
  const header = keepAlive ? [] : ['--header', 'Connection: close'];
  // Else an answer that takes more than 2 s counts as none, as the first ones to thousands of clients at once may.
  const patience = ['--timeout', `${secondsOf(ms + SPARE_MS)}s`];
  const size = ['--threads', '1', '--connections', String(connections), '--duration', `${secondsOf(ms)}s`];
  const url = `http://127.0.0.1:${server.port}/`;
  return runLoadProcess(server, ms, ['wrk', ...size, ...patience, ...header, url], readWrk);
}

/**
 * What wrk has printed.
 * @throws where a request failed.
 */
export function readWrk(output: string): Answered {
  const failures = /^\s*(?:Socket errors|Non-2xx or 3xx responses): .*$/m.exec(output);
  if (failures) throw new Error(`requests failed: ${failures[0].trim()}`);
  const answered = /^\s*(\d+) requests in /m.exec(output);
  const rate = /^Requests\/sec:\s*([\d.]+)$/m.exec(output);
  if (!answered || !rate) throw new Error(`wrk printed ${output}`);
  return {answered: Number(answered[1]), requestsPerSecond: Number(rate[1])};
}
