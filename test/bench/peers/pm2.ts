import {execFile} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import {endMarked, MARK} from '../../support/processes.js';
import {waitFor} from '../../support/wait-for.js';
import {owned, startedOrStopped} from '../running.js';
import {pm2Command} from './pm2-package.js';
import {APP, type Contender, freePort, type Launched, type SteeredServer} from './server.js';
import {openTerminal} from './terminal.js';

const run = promisify(execFile);

const NAME = 'bench';
/** Of `pm2 monit`; its words are moved apart by the cursor. */
const MONIT_FRAME = /Process\S* ?List/;
const COMMAND_MS_MAX = 120_000;
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;
/** Without what it would measure in the workers for its paid service, which costs them memory. */
const OPTIONS = ['--no-pmx', '--listen-timeout', '15000', '--kill-timeout', '10000'];
/** As its manual has it for reloads that lose nothing; for an app that says when it is ready. */
const PREPARED_OPTIONS = [...OPTIONS, '--wait-ready'];
/**
 * Enough for the app to be ready. pm2 7.0.4 has the old and the new worker serve for all of this time where one is
 * reloaded: it does not recognize the `ready` of an app whose id it was told by the command, as a string.
 */
const ONE_READY_MS = '5000';

/** Its daemon comes first among the processes. */
export const pm2: Contender<SteeredServer> = {
  name: 'pm2',
  launch: launchPm2,
  start: startPm2,
};

/** In cluster mode, under a daemon and with a home of its own. */
async function startPm2(workers: number, appEnv: NodeJS.ProcessEnv = {}): Promise<SteeredServer> {
  const {command, env, call, stop, port} = await preparePm2(appEnv);
  const workerPids = async () => {
    const {stdout} = await call('jlist');
    return onlinePids(stdout);
  };
  const act = async (...args: readonly string[]) => {
    await call(...args);
  };
  await startedOrStopped(stop, call(...startArguments(workers, appEnv)));
  const online = waitFor('the workers of pm2', async () => (await workerPids()).length === workers);
  await startedOrStopped(stop, online);
  return {
    name: pm2.name,
    port,
    pids: [daemonPid(env.PM2_HOME!)!, ...(await workerPids())],
    stop,
    workerPids,
    reload: () => act('reload', NAME),
    scale: count => act('scale', NAME, String(count)),
    replaceOne: () => act('reload', '0', '--listen-timeout', ONE_READY_MS),
    // It does not end at SIGTERM.
    watch: () => openTerminal([...command, 'monit'], env, MONIT_FRAME, 'SIGKILL'),
  };
}

/** From what `pm2 jlist` has printed: a list at the end of it, which may have none in it. */
export function onlinePids(output: string): number[] {
  const list = /\[(?:\{.*\})?\]\s*$/s.exec(output)?.[0];
  if (!list) throw new Error(`pm2 jlist printed ${output}`);
  const processes = JSON.parse(list) as {pid: number; pm2_env: {status: string}}[];
  return processes.filter(({pm2_env}) => pm2_env.status === 'online').map(({pid}) => pid);
}

/** Its daemon is started, too: there is none yet. */
async function launchPm2(workers: number): Promise<Launched> {
  const {call, stop, port} = await preparePm2({});
  const launchedAt = performance.now();
  // Whoever waits for an answer will notice.
  call(...startArguments(workers, {})).catch(() => {});
  return {port, launchedAt, stop};
}

function startArguments(workers: number, appEnv: NodeJS.ProcessEnv): string[] {
  const options = appEnv.UNPREPARED ? OPTIONS : PREPARED_OPTIONS;
  return ['start', APP, '--name', NAME, '-i', String(workers), ...options];
}

/** A home and a port, how to call the command, and what ends the daemon that will have this home. */
async function preparePm2(appEnv: NodeJS.ProcessEnv) {
  const command = [process.execPath, await pm2Command()];
  const port = await freePort();
  const home = mkdtempSync(path.join(os.tmpdir(), 'cv-bench-pm2-'));
  // It would ask the registry for a newer version.
  const env = {
    ...process.env,
    ...appEnv,
    PM2_HOME: home,
    [MARK]: home,
    PM2_DISABLE_VERSION_CHECK: 'true',
    PORT: String(port),
  };
  const calls = new Set<Promise<unknown>>();
  const call = async (...args: readonly string[]) => {
    const [program, ...rest] = [...command, ...args];
    const done = run(program!, rest, {env, timeout: COMMAND_MS_MAX, maxBuffer: OUTPUT_BYTES_MAX});
    calls.add(done);
    return done.finally(() => calls.delete(done));
  };
  const stop = owned(async () => {
    // One of them may be about to start the daemon.
    await Promise.allSettled(calls);
    const pid = daemonPid(home);
    if (pid !== null) {
      await call('kill').catch(() => {});
      await waitFor(`the end of pm2's daemon ${pid}`, () => !isDaemon(pid, home)).catch(() => {});
    }
    // One that has not ended by itself, or has only begun and not written down its number.
    await endMarked(home);
    rmSync(home, {recursive: true, force: true});
  });
  return {command, env, port, call, stop};
}

function daemonPid(home: string): number | null {
  try {
    return Number(readFileSync(path.join(home, 'pm2.pid'), 'utf8')) || null;
  } catch {
    return null;
  }
}

/** Not another process that has its number by now. */
function isDaemon(pid: number, home: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(home);
  } catch {
    return false;
  }
}
