import type {DevTools} from './devtools.js';

export interface CallFrame {
  readonly functionName: string;
  readonly location: {
    readonly scriptId: string;
    readonly lineNumber: number;
    readonly columnNumber?: number;
  };
}

/**
 * Stops the process between two steps of JavaScript. Works in an endless loop, a runaway regular expression and in
 * `Atomics.wait`, which all look for interrupts (seen on Node 20 to 26); not in native code that does not. Where
 * nothing runs, what runs next is caught.
 * @returns its calls, the innermost first; `null` where nothing was caught within `waitMs`.
 */
export async function pause(devTools: DevTools, waitMs: number): Promise<readonly CallFrame[] | null> {
  const paused = new Promise<readonly CallFrame[] | null>(resolve => {
    const timer = setTimeout(resolve, waitMs, null);
    devTools.on<{callFrames: readonly CallFrame[]}>('Debugger.paused', ({callFrames}) => {
      clearTimeout(timer);
      resolve(callFrames);
    });
  });
  const asked = devTools.call('Debugger.enable').then(() => devTools.call('Debugger.pause'));
  return Promise.race([paused, asked.then(() => paused)]);
}
