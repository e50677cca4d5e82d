import {type ChildProcess, fork} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {fileURLToPath} from 'node:url';
import {endMarked, MARK} from '../../support/processes.js';
import {waitFor} from '../../support/wait-for.js';
import {OWN_SESSION} from '../own-session.js';
import {owned, startedOrStopped} from '../running.js';
import {APP, type Contender, endProcess, freePort, type Launched, type ReplacingServer} from './server.js';

export const PRIMARY = fileURLToPath(new URL('node-cluster.mjs', import.meta.url));

/** As Node's documentation calls them: the master hands out connections, or the kernel does. */
export type Scheduling = 'RR' | 'NONE';

export function nodeCluster(scheduling: Scheduling): Contender<ReplacingServer> {
  const name = `node:cluster ${scheduling === 'RR' ? 'RR' : 'SCHED_NONE'}`;
  return {
    name,
    launch: workers => launchNodeCluster(scheduling, workers, {}),
    start: (workers, appEnv = {}) => startNodeCluster(name, scheduling, workers, appEnv),
  };
}

async function launchNodeCluster(
  scheduling: Scheduling,
  workers: number,
  appEnv: NodeJS.ProcessEnv,
): Promise<Launched & {child: ChildProcess}> {
  const port = await freePort();
  const mark = randomUUID();
  const launchedAt = performance.now();
  const child = fork(PRIMARY, [APP, scheduling, String(workers)], {
    env: {...process.env, ...appEnv, PORT: String(port), [MARK]: mark},
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    ...OWN_SESSION,
  });
  const stop = owned(async () => {
    await endProcess(child, 'SIGKILL');
    // Its workers notice by themselves, in their own time, and would take it from who is measured next.
    await endMarked(mark);
  });
  return {port, launchedAt, child, stop};
}

async function startNodeCluster(
  name: string,
  scheduling: Scheduling,
  workers: number,
  appEnv: NodeJS.ProcessEnv,
): Promise<ReplacingServer> {
  const {child, port, stop} = await launchNodeCluster(scheduling, workers, appEnv);
  let serving: number[] = [];
  child.on('message', (message: {serving: number[]}) => {
    serving = message.serving;
  });
  await startedOrStopped(
    stop,
    waitFor('node:cluster to start', () => serving.length === workers),
  );
  return {
    name,
    port,
    pids: [child.pid!, ...serving],
    stop,
    workerPids: async () => serving,
    replaceOne: async () => {
      child.send({replace: serving[0]});
    },
  };
}
