import {executionAsyncId, triggerAsyncId} from 'node:async_hooks';
import type {RequestCounter} from './requests.js';
import {describeThrown} from './thrown.js';
import {setImmediate, setTimeout} from './timers.js';

/** In the environment of a worker until the agent has read it: milliseconds, 0 for none. */
const GRACE_VARIABLE = 'CLUSTERVIEW_CRASH_GRACE_MS';
const CRASH_EXIT_CODE = 1;

/** Takes the variable out, so that neither the app nor what it starts sees it. */
export function takeCrashGraceMs(): number {
  const text = process.env[GRACE_VARIABLE];
  delete process.env[GRACE_VARIABLE];
  return Number(text ?? 0);
}

/**
 * Keeps a process alive for a while that would end now, of an exception that nobody handles: other requests
 * finish, idle connections move, then it exits. To be called from `uncaughtExceptionMonitor`: Node asks for
 * handlers only after that (seen on Node 20 to 26).
 */
export class CrashGrace {
  readonly #graceMs: number;
  readonly #requests: RequestCounter;
  readonly #drain: (onDrained: () => void) => void;
  #hasBegun = false;

  constructor(graceMs: number, requests: RequestCounter, drain: (onDrained: () => void) => void) {
    this.#graceMs = graceMs;
    this.#requests = requests;
    this.#drain = drain;
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Without a connection there is nothing to wait for. */
  get isWanted(): boolean {
    return this.#graceMs > 0 && this.#requests.openConnections > 0;
  }

  begin(): void {
    this.#hasBegun = true;
    // Node calls this for what was thrown now, and for all that is thrown until the end: it cannot get worse.
    process.on('uncaughtException', thrown => {
      process.stderr.write(`${describeThrown(thrown).stack}\n`);
      const current = executionAsyncId();
      const trigger = triggerAsyncId();
      // In a turn of its own: what was thrown has to be through first.
      setImmediate(() => this.#requests.endRequestOf(current, trigger));
    });
    setImmediate(() => {
      setTimeout(end, this.#graceMs);
      this.#drain(end);
    });
  }
}

function end(): void {
  process.exit(CRASH_EXIT_CODE);
}
