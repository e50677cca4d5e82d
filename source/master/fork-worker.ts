import {ChildProcess, fork} from 'node:child_process';
import path from 'node:path';
import {INSPECT_ANY_PORT} from '../messages/types.js';
import type {Settings} from './settings.js';
import type {WorkerEnvironment} from './worker-environment.js';

const AGENT_PATH = path.join(import.meta.dirname, 'agent.cjs');

interface Place {
  readonly id: number;
  readonly slot: number;
  /**
   * The worker is not reached by Ctrl-C in the master's terminal. Otherwise it stays in the master's session: Linux
   * schedules sessions against each other (autogroup), which on a busy machine cost a tenth of the throughput (measured
   * with 2 workers on 2 cores, Linux 6.18).
   */
  readonly ownSession: boolean;
}

/** The process of a worker, to which nobody listens yet. */
export interface ForkedWorker extends Place {
  readonly process: ChildProcess;
  readonly startedAt: number;
  readonly startsHalted: boolean;
}

/** Starts it: Node, as the user wants it, with the agent before the app. */
export function forkWorker(place: Place, settings: Settings, environment: WorkerEnvironment): ForkedWorker {
  environment.data?.keepCopy();
  const {variables} = environment;
  return {
    ...place,
    startedAt: Date.now(),
    startsHalted: startsHalted(settings.nodeArguments, variables),
    process: processOf(place, settings, variables),
  };
}

function processOf(place: Place, settings: Settings, variables: NodeJS.ProcessEnv): ChildProcess {
  try {
    return forkNode(place, settings, variables);
  } catch (error) {
    return neverStarted(error as Error);
  }
}

/**
 * Node has the worker wait for a debugger before anything runs, the agent too. Then `--inspect-brk` halts it once more,
 * at the first line of the app (seen on Node 20).
 */
function startsHalted(nodeArguments: readonly string[], environment: NodeJS.ProcessEnv): boolean {
  const options = [...nodeArguments, ...(environment.NODE_OPTIONS ?? '').split(/\s+/)];
  return options.some(option => /^--inspect-(brk|wait)/.test(option));
}

/** Node throws some of the errors of the system, such as E2BIG, and emits others. */
function neverStarted(error: Error): ChildProcess {
  const child = new ChildProcess();
  process.nextTick(() => child.emit('error', error));
  return child;
}

function forkNode(
  {id, slot, ownSession}: Place,
  settings: Settings,
  variables: NodeJS.ProcessEnv,
): ChildProcess {
  return fork(settings.appPath, [...settings.appArguments], {
    cwd: settings.cwd,
    // The agent comes last, behind whatever the user has Node load: loaders, instrumentation.
    // What opens the inspector comes first, where the user's own wish for it wins.
    execArgv: [INSPECT_ANY_PORT, ...settings.nodeArguments, '--require', AGENT_PATH],
    env: {
      ...variables,
      // With this Node sets up `cluster.worker`; it takes the variable out of the environment itself.
      NODE_UNIQUE_ID: String(id),
      CLUSTERVIEW_SLOT: String(slot),
      [settings.instanceVariable]: String(slot - 1),
      CLUSTERVIEW_CRASH_GRACE_MS: String(settings.crashGraceMs),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: ownSession,
  });
}
