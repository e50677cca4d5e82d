import {type ChildProcess, spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {createApiClient, VIEWER_AGENT} from '../api/client.js';
import type {MasterGreeting} from '../master/process.js';
import type {Settings} from '../master/settings.js';
import {STOP_SIGNALS} from '../stop-signals.js';
import {showViewer} from './show-viewer.js';

const MASTER_PATH = fileURLToPath(new URL('master.js', import.meta.url));
/** Last words of the master that are kept, to be shown if it dies. */
const STDERR_CHARS_MAX = 64 * 1024;

/** Starts a master of its own, and views it. @returns the exit code. */
export async function runViewed(settings: Settings, glyphs: 'unicode' | 'ascii'): Promise<number> {
  const master = startMaster(settings);
  // Until the viewer is open, Ctrl-C is a signal. Without this it would leave the master alone behind.
  let stopped = false;
  const stop = () => {
    stopped = true;
    master.stop();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  const greeting = await master.greeting;
  if (!greeting.ready) {
    if (stopped) return 0;
    process.stderr.write(`clusterview: ${greeting.reason}\n`);
    return 1;
  }
  const {reason, exitCode} = await showViewer({
    client: createApiClient(settings.socketPath, VIEWER_AGENT),
    ownsCluster: true,
    glyphs,
    onOpen: () => {
      for (const signal of STOP_SIGNALS) process.off(signal, stop);
    },
  });
  if (reason === 'lost') process.stderr.write(master.lastWords());
  return exitCode;
}

interface MasterHandle {
  readonly greeting: Promise<MasterGreeting>;
  lastWords(): string;
  stop(): void;
}

function startMaster(settings: Settings): MasterHandle {
  const master: ChildProcess = spawn(process.execPath, [MASTER_PATH], {
    // A session of its own: what is typed in the terminal is the viewer's to handle, and a viewer that is
    // killed does not take the cluster with it. The terminal goes along so that the master sees it end.
    detached: true,
    stdio: ['inherit', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  master.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_CHARS_MAX);
  });
  const greeting = new Promise<MasterGreeting>(resolve => {
    master.once('message', message => resolve(message as MasterGreeting));
    master.once('error', error => resolve({ready: false, reason: error.message}));
    master.once('close', (code, signal) => {
      resolve({
        ready: false,
        reason: `the master ended at once (${signal ?? `exit code ${code}`})\n${stderr}`,
      });
    });
  });
  master.send(settings);
  return {greeting, lastWords: () => stderr, stop: () => master.kill('SIGTERM')};
}
