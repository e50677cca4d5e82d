import {type ChildProcess, spawn} from 'node:child_process';
import type {Socket} from 'node:net';
import path from 'node:path';
import type {MasterGreeting} from '../master/main.js';
import type {Settings} from '../master/settings.js';

const MASTER_PATH = path.join(import.meta.dirname, 'master.cjs');
/**
 * V8 has one thread for what it does beside, and not four: the master has little for them, and each takes memory
 * (together 0.6 MB, Node 20.20).
 */
const FEW_THREADS = '--v8-pool-size=1';
/** Last words of the master that are kept, to be shown if it dies. */
const STDERR_CHARS_MAX = 64 * 1024;

/** A master in a process of its own that loads, and waits for its settings; it keeps this process from nothing. */
export interface WaitingMaster {
  readonly start: (settings: Settings) => MasterHandle;
  readonly discard: () => void;
}

/** A master in a process of its own. */
export interface MasterHandle {
  readonly greeting: Promise<MasterGreeting>;
  readonly lastWords: () => string;
  /** By which signal, or with which exit code; `null` while it runs. */
  readonly howItEnded: () => string | null;
  readonly stop: () => void;
  /** This process no longer waits for it, nor for what it says. */
  readonly letGo: () => void;
}

export function startMaster(settings: Settings, withTerminal: boolean): MasterHandle {
  return spawnMaster(withTerminal).start(settings);
}

/** @param withTerminal it ends with the terminal of this process; otherwise it outlives it. */
export function spawnMaster(withTerminal: boolean): WaitingMaster {
  const master: ChildProcess = spawn(process.execPath, [FEW_THREADS, MASTER_PATH], {
    // A session of its own: what is typed in the terminal is the viewer's to handle, and a viewer that is
    // killed does not take the cluster with it. The terminal goes along, as TERMINAL_FD, so that the master sees it
    // end.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc', withTerminal ? process.stdin : 'ignore'],
  });
  let stderr = '';
  let end: string | null = null;
  master.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_CHARS_MAX);
  });
  const greeting = new Promise<MasterGreeting>(resolve => {
    master.on('message', (message: Partial<MasterGreeting>) => {
      // Under `node --watch`, Node itself sends others.
      if (typeof message.ready === 'boolean') resolve(message as MasterGreeting);
    });
    // After one that says that it cannot be started, another one may say that it cannot be told anything.
    master.on('error', error => resolve({ready: false, reason: error.message}));
    master.once('close', (code, signal) => {
      const how = signal ?? `exit code ${code}`;
      end = how;
      resolve({ready: false, reason: `the master ended at once (${how})\n${stderr}`});
    });
  });
  const stderrPipe = master.stderr as Socket;
  const holds = [master, master.channel, stderrPipe];
  for (const hold of holds) hold?.unref();
  return {
    start: settings => {
      for (const hold of holds) hold?.ref();
      master.send(settings);
      return {
        greeting,
        lastWords: () => stderr,
        howItEnded: () => end,
        stop: () => master.kill('SIGTERM'),
        letGo: () => {
          stderrPipe.destroy();
          master.unref();
        },
      };
    },
    // It has nothing to end yet.
    discard: () => master.kill('SIGKILL'),
  };
}
