import {owned} from '../running.js';
import {firstFrame, prepareClusterview} from './clusterview.js';
import {APP, type Launched} from './server.js';
import {type OpenTerminal, openTerminal} from './terminal.js';

/** As a user starts it: cluster and viewer by one command, in a terminal. */
export async function launchViewed(workers: number): Promise<Launched & {firstFrame: Promise<void>}> {
  const {port, env, args, clear} = await prepareClusterview({
    policy: 'round-robin',
    workers,
    app: APP,
    appEnv: {},
  });
  let terminal: OpenTerminal | null = null;
  const stop = owned(async () => {
    await terminal?.end();
    await clear();
  });
  const launchedAt = performance.now();
  terminal = openTerminal([process.execPath, ...args], env, firstFrame('round-robin'));
  return {port, launchedAt, firstFrame: terminal.firstFrame, stop};
}
