import {prepareClusterview} from './clusterview.js';
import {FIRST_FRAME} from './open-viewer.js';
import {APP, type Launched} from './server.js';
import {openTerminal} from './terminal.js';

/** As a user starts it: cluster and viewer by one command, in a terminal. */
export async function launchViewed(workers: number): Promise<Launched & {firstFrame: Promise<void>}> {
  const {port, env, args, removeDirectory} = await prepareClusterview({
    policy: 'round-robin',
    workers,
    app: APP,
    appEnv: {},
  });
  const launchedAt = performance.now();
  const terminal = openTerminal([process.execPath, ...args], env, FIRST_FRAME);
  const stop = async () => {
    await terminal.end();
    removeDirectory();
  };
  return {port, launchedAt, firstFrame: terminal.firstFrame, stop};
}
