import {type ChildProcess, fork} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {waitFor} from '../../support/wait-for.js';
import {OWN_SESSION} from '../own-session.js';
import {owned} from '../running.js';
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
  const launchedAt = performance.now();
  const child = fork(PRIMARY, [APP, scheduling, String(workers)], {
    env: {...process.env, ...appEnv, PORT: String(port)},
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    ...OWN_SESSION,
  });
  return {port, launchedAt, child, stop: owned(() => endProcess(child, 'SIGKILL'))};
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
  await waitFor('node:cluster to start', () => serving.length === workers);
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
