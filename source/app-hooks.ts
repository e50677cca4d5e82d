/**
 * Where the agent and what an app imports from clusterview find each other: they are bundled apart, and live in
 * one process.
 */
export interface AppHooks {
  /** The agent runs in this process, and tells when there is new data. */
  isWorker: boolean;
  /** Reads the data again, from this file; set once the app has imported it. */
  readData: ((file: string) => void) | null;
  /** Each may return a promise, which the drain waits for. */
  readonly drainListeners: Set<() => unknown>;
}

const HOOKS = Symbol.for('clusterview.hooks');

export function appHooks(): AppHooks {
  const holder = globalThis as {[HOOKS]?: AppHooks};
  holder[HOOKS] ??= {isWorker: false, readData: null, drainListeners: new Set()};
  return holder[HOOKS];
}
