import {execFile, spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {createApiClient} from '../../../source/api/client.js';
import {readyWorkers} from '../../../source/api/ready-workers.js';
import type {Policy} from '../../../source/api/types.js';
import {waitFor} from '../../support/wait-for.js';
import {OWN_SESSION} from '../own-session.js';
import {owned} from '../running.js';
import {APP, type Contender, endProcess, freePort, type Launched, type SteeredServer} from './server.js';

export const COMMAND = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));
const NAME = 'bench';
const STOP_MS_MAX = 30_000;
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
  const {port, env, args, removeDirectory} = await prepareClusterview({
    policy,
    workers,
    app: APP,
    appEnv: {},
  });
  const stop = owned(async () => {
    await run(process.execPath, [COMMAND, 'stop', NAME], {env, timeout: STOP_MS_MAX}).catch(() => {});
    removeDirectory();
  });
  await run(process.execPath, [...args, '--detach'], {env});
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
  await waitFor('clusterview to start', async () => (await workerPids()).length === workers);
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
  };
}

async function launchClusterview(options: LaunchOptions): Promise<Launched & {env: NodeJS.ProcessEnv}> {
  const {port, env, args, removeDirectory} = await prepareClusterview(options);
  const launchedAt = performance.now();
  const child = spawn(process.execPath, [...args, '--headless'], {
    env,
    stdio: 'ignore',
    ...OWN_SESSION,
  });
  const stop = owned(async () => {
    await endProcess(child, 'SIGTERM');
    removeDirectory();
  });
  return {port, env, launchedAt, stop};
}

/** What it takes to start it in whatever way. */
export async function prepareClusterview({policy, workers, app, appEnv}: LaunchOptions) {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cv-bench-'));
  const port = await freePort();
  return {
    port,
    env: {...process.env, ...appEnv, PORT: String(port), XDG_RUNTIME_DIR: directory} as NodeJS.ProcessEnv,
    args: [COMMAND, app, '--name', NAME, '--policy', policy, '-w', String(workers)],
    removeDirectory: () => rmSync(directory, {recursive: true, force: true}),
  };
}
