import {execFile, spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {createApiClient} from '../../../source/api/client.js';
import {readyWorkers} from '../../../source/api/ready-workers.js';
import type {Policy} from '../../../source/api/types.js';
import {endMarked, MARK} from '../../support/processes.js';
import {waitFor} from '../../support/wait-for.js';
import {OWN_SESSION} from '../own-session.js';
import {owned, startedOrStopped} from '../running.js';
import {
  APP,
  type Contender,
  endProcess,
  freePort,
  type Launched,
  STOP_MS_MAX,
  type SteeredServer,
} from './server.js';
import {openTerminal} from './terminal.js';

export const COMMAND = fileURLToPath(new URL('../../../dist/cli.cjs', import.meta.url));
const NAME = 'bench';
/** Far above what the most workers take until they serve. */
const START_MS_MAX = 60_000;
const run = promisify(execFile);

/** Its master comes first among the processes. */
export interface BenchCluster extends SteeredServer {
  /** In which its command is found by the name `bench`. */
  readonly env: NodeJS.ProcessEnv;
}

interface LaunchOptions {
  readonly policy: Policy;
  readonly workers: number;
  readonly app: string;
  readonly appEnv: NodeJS.ProcessEnv;
}

export function clusterview(policy: Policy): Contender<BenchCluster> {
  return {
    name: `clusterview ${policy}`,
    launch: workers => launchClusterview({policy, workers, app: APP, appEnv: {}}),
    start: (workers, appEnv) => startClusterview(policy, workers, APP, appEnv),
  };
}

export async function startClusterview(
  policy: Policy,
  workers: number,
  app = APP,
  appEnv: NodeJS.ProcessEnv = {},
): Promise<BenchCluster> {
  return whenReady(policy, workers, await launchClusterview({policy, workers, app, appEnv}));
}

/** With a master of its own in the background, as pm2 has its daemon. */
export async function startDetached(policy: Policy, workers: number): Promise<BenchCluster> {
  const {port, env, args, clear} = await prepareClusterview({policy, workers, app: APP, appEnv: {}});
  const stop = owned(async () => {
    // It may not have come to run, and what does not stop is ended by force.
    await run(process.execPath, [COMMAND, 'stop', NAME], {env, timeout: STOP_MS_MAX}).catch(() => {});
    await clear();
  });
  await startedOrStopped(stop, run(process.execPath, [...args, '--detach'], {env, timeout: START_MS_MAX}));
  return whenReady(policy, workers, {port, env, stop});
}

async function whenReady(
  policy: Policy,
  workers: number,
  {port, env, stop}: Pick<BenchCluster, 'port' | 'env' | 'stop'>,
): Promise<BenchCluster> {
  const socketPath = path.join(env.XDG_RUNTIME_DIR!, 'clusterview', `${NAME}.sock`);
  const client = createApiClient(socketPath, 'clusterview-bench');
  const workerPids = async () => {
    const snapshot = await client.status().catch(() => null);
    return snapshot ? readyWorkers(snapshot).map(({pid}) => pid) : [];
  };
  const started = waitFor('clusterview to start', async () => (await workerPids()).length === workers);
  await startedOrStopped(stop, started);
  const {master} = await client.status();
  return {
    name: `clusterview ${policy}`,
    port,
    env,
    pids: [master.pid, ...(await workerPids())],
    stop,
    workerPids,
    reload: async () => {
      await client.reload();
    },
    scale: async count => {
      await client.scale(count);
    },
    replaceOne: async () => {
      await client.kill(1);
    },
    watch: () => openTerminal([process.execPath, COMMAND, 'attach', NAME], env, firstFrame(policy)),
  };
}

async function launchClusterview(options: LaunchOptions): Promise<Launched & {env: NodeJS.ProcessEnv}> {
  const {port, env, args, clear} = await prepareClusterview(options);
  const launchedAt = performance.now();
  const child = spawn(process.execPath, [...args, '--headless'], {
    env,
    stdio: 'ignore',
    ...OWN_SESSION,
  });
  const stop = owned(async () => {
    await endProcess(child, 'SIGTERM');
    await clear();
  });
  return {port, env, launchedAt, stop};
}

/** What it takes to start it in whatever way; `clear` is for when it has been stopped, and leaves nothing of it. */
export async function prepareClusterview({policy, workers, app, appEnv}: LaunchOptions) {
  const port = await freePort();
  // Behind whatever takes time: from here on to where somebody owns it, nobody can interrupt.
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cv-bench-'));
  const own = {PORT: String(port), XDG_RUNTIME_DIR: directory, [MARK]: directory};
  return {
    port,
    env: {...process.env, ...appEnv, ...own} as NodeJS.ProcessEnv,
    args: [COMMAND, app, '--name', NAME, '--policy', policy, '-w', String(workers)],
    clear: async () => {
      await endMarked(directory);
      rmSync(directory, {recursive: true, force: true});
    },
  };
}

/** On the screen of a viewer from the first frame on that shows a cluster. */
export function firstFrame(policy: Policy): RegExp {
  return new RegExp(policy);
}
