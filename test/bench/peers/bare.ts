import {spawn} from 'node:child_process';
import {waitFor} from '../../support/wait-for.js';
import {get} from '../load/get.js';
import {OWN_SESSION} from '../own-session.js';
import {owned, startedOrStopped} from '../running.js';
import {APP, type BenchServer, type Contender, endProcess, freePort, type Launched} from './server.js';

/** The app as it is, in one process whatever is asked for: the limit of what one can do. */
export const bare: Contender = {
  name: 'node app.mjs',
  launch: () => launchBare({}),
  start: (_, appEnv = {}) => startBare(appEnv),
};

async function launchBare(appEnv: NodeJS.ProcessEnv): Promise<Launched & {pid: number}> {
  const port = await freePort();
  const launchedAt = performance.now();
  const child = spawn(process.execPath, [APP], {
    env: {...process.env, ...appEnv, PORT: String(port)},
    stdio: 'ignore',
    ...OWN_SESSION,
  });
  const stop = owned(() => endProcess(child, 'SIGKILL'));
  return {port, launchedAt, stop, pid: child.pid!};
}

async function startBare(appEnv: NodeJS.ProcessEnv): Promise<BenchServer> {
  const {port, pid, stop} = await launchBare(appEnv);
  const answered = waitFor('the app to answer', () => get(port).catch(() => null));
  await startedOrStopped(stop, answered);
  return {name: bare.name, port, pids: [pid], stop};
}
