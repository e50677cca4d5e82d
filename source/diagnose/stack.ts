import {STACK_FRAMES_MAX, type StackFrame} from '../api/types.js';
import type {DevTools} from './devtools.js';
import type {StackFindings} from './job.js';
import {Scripts} from './scripts.js';

interface Paused {
  readonly callFrames: readonly {
    readonly functionName: string;
    readonly location: {
      readonly scriptId: string;
      readonly lineNumber: number;
      readonly columnNumber?: number;
    };
  }[];
}

/**
 * Where the process is now. Works in an endless loop, a runaway regular expression and in `Atomics.wait`, which all
 * look for interrupts (seen on Node 20 to 26); not in native code that does not. Where nothing runs, what runs
 * next is caught, unless that takes longer than `waitMs`.
 */
export async function readStack(
  devTools: DevTools,
  appDirectory: string,
  waitMs: number,
): Promise<StackFindings> {
  const scripts = new Scripts(devTools, appDirectory);
  const paused = new Promise<Paused | null>(resolve => {
    const timer = setTimeout(resolve, waitMs, null);
    devTools.on<Paused>('Debugger.paused', found => {
      clearTimeout(timer);
      resolve(found);
    });
  });
  const asked = devTools.call('Debugger.enable').then(() => devTools.call('Debugger.pause'));
  const found = await Promise.race([paused, asked.then(() => paused)]);
  if (!found) return {frames: []};
  const frames = found.callFrames
    .slice(0, STACK_FRAMES_MAX)
    .map(({functionName, location}): StackFrame => scripts.frameOf(functionName, location));
  await devTools.call('Debugger.resume');
  return {frames};
}
