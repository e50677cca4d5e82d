import {STACK_FRAMES_MAX} from '../api/types.js';
import type {DevTools} from './devtools.js';
import type {StackFindings} from './job.js';
import {pause} from './pause.js';
import {Scripts} from './scripts.js';

/** Where the process is now, or what it runs next within `waitMs`. */
export async function readStack(
  devTools: DevTools,
  appDirectory: string,
  waitMs: number,
): Promise<StackFindings> {
  const scripts = new Scripts(devTools, appDirectory);
  const callFrames = await pause(devTools, waitMs);
  if (!callFrames) return {frames: []};
  // Source maps may take a while to read, and the process is not to stand still for that.
  await devTools.call('Debugger.resume');
  const frames = callFrames
    .slice(0, STACK_FRAMES_MAX)
    .map(({functionName, location}) => scripts.frameOf(functionName, location));
  return {frames};
}
