import {type ChildProcess, fork, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {createApiClient} from '../../source/api/client.js';
import {readyWorkers} from '../../source/api/ready-workers.js';
import type {Policy} from '../../source/api/types.js';

export const COMMAND = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
export const APP = fileURLToPath(new URL('../../demo/app.js', import.meta.url));
const NODE_CLUSTER = fileURLToPath(new URL('node-cluster.mjs', import.meta.url));
const START_MS_MAX = 60_000;
const POLL_MS = 50;

export interface BenchServer {
  readonly name: string;
  readonly port: number;
  /** Of the master and its workers. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

/** Its master comes first among the processes. */
export interface BenchCluster extends BenchServer {
  /** In which its command is found by the name `bench`. */
  readonly env: NodeJS.ProcessEnv;
}

export async function startClusterview(
  policy: Policy,
  workers: number,
  app = APP,
  appEnv: NodeJS.ProcessEnv = {},
): Promise<BenchCluster> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cv-bench-'));
  const port = await freePort();
  const env = {...process.env, ...appEnv, PORT: String(port), XDG_RUNTIME_DIR: directory};
  const args = [COMMAND, app, '--headless', '--name', 'bench', '--policy', policy, '-w', String(workers)];
  const child = spawn(process.execPath, args, {env, stdio: 'ignore'});
  const client = createApiClient(path.join(directory, 'clusterview', 'bench.sock'), 'clusterview-bench');
  const end = Date.now() + START_MS_MAX;
  for (;;) {
    const snapshot = await client.status().catch(() => null);
    const ready = snapshot ? readyWorkers(snapshot) : [];
    if (snapshot && ready.length === workers) {
      const pids = [snapshot.master.pid, ...ready.map(({pid}) => pid)];
      const stop = async () => {
        await endProcess(child, 'SIGTERM');
        rmSync(directory, {recursive: true, force: true});
      };
      return {name: 'clusterview', port, pids, env, stop};
    }
    if (Date.now() > end) throw new Error('clusterview did not start');
    await new Promise(resolve => setTimeout(resolve, POLL_MS));
  }
}

export async function startNodeCluster(policy: Policy, workers: number): Promise<BenchServer> {
  const port = await freePort();
  const child = fork(NODE_CLUSTER, [APP, policy, String(workers)], {
    env: {...process.env, PORT: String(port)},
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const [{pids}] = await once(child, 'message');
  return {name: 'node:cluster', port, pids, stop: () => endProcess(child, 'SIGKILL')};
}

export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

export async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0);
  await once(probe, 'listening');
  const {port} = probe.address() as net.AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
