import {fileURLToPath} from 'node:url';
import {cachedScript} from '../package-cache.js';
import type {BenchServer} from '../peers/server.js';
import {type Load, type LoadGenerator, type Run, SPARE_MS, secondsOf} from './load.js';
import {type Answered, runLoadProcess} from './load-process.js';

const AUTOCANNON_RUN = fileURLToPath(new URL('autocannon-run.mjs', import.meta.url));
const VERSION = '9.0.0';

/** What autocannon-run.mjs prints. */
interface Tally {
  readonly answered: number;
  readonly sent: number;
  readonly errors: number;
  /** Of the errors. */
  readonly timeouts: number;
  readonly non2xx: number;
  readonly ms: number;
}

/**
 * For connections that stay open. Those with one request each come from our own client: where autocannon (9.0.0) is to
 * connect anew after each answer, it does not count the answers and takes a 500 for a success; where a header asks the
 * server to close instead, it sends another request on each connection that is about to be closed.
 * @throws with a reason in one line where it can't be had.
 */
export async function findAutocannon(ownClient: LoadGenerator): Promise<LoadGenerator> {
  const module = await cachedScript({name: 'autocannon', version: VERSION, script: 'autocannon.js'});
  return {
    name: `autocannon ${VERSION}; new connections: ${ownClient.name}`,
    run: (server, load) =>
      load.keepAlive ? runAutocannon(module, server, load) : ownClient.run(server, load),
  };
}

function runAutocannon(module: string, server: BenchServer, {connections, ms}: Load): Promise<Run> {
  const options = {
    url: `http://127.0.0.1:${server.port}/`,
    connections,
    // It looks once a second whether its time is over.
    duration: secondsOf(ms),
    // Else an answer that takes more than 10 s counts as none.
    timeout: secondsOf(ms + SPARE_MS),
  };
  const command = [process.execPath, AUTOCANNON_RUN, module, JSON.stringify(options)];
  return runLoadProcess(server, ms, command, output => readAutocannon(output, connections));
}

/**
 * What a run of autocannon has printed.
 * @throws where a request failed.
 */
export function readAutocannon(output: string, connections: number): Answered {
  if (output === '') throw new Error('autocannon ended without a result');
  const {answered, sent, errors, timeouts, non2xx, ms} = JSON.parse(output) as Tally;
  // Where a connection is closed before its answer autocannon says nothing and sends another request; at the end, each
  // connection waits for one, unless it has just been closed.
  const lost = Math.max(0, sent - answered - connections);
  if (errors > 0 || non2xx > 0 || lost > 0) {
    throw new Error(
      `requests failed: errors ${errors} (timeouts ${timeouts}), other than 2xx ${non2xx}, without an answer ${lost}`,
    );
  }
  return {answered, requestsPerSecond: answered / (ms / 1000)};
}
