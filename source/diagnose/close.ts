import type {DevTools} from './devtools.js';
import {pause} from './pause.js';

/**
 * Has a process whose event loop does not turn close its inspector, and go on with what it was at. All sessions end
 * with that, this one too (seen on Node 20 to 26).
 */
export async function closeInspector(devTools: DevTools, waitMs: number): Promise<null> {
  if (!(await pause(devTools, waitMs))) throw new Error('it does not run JavaScript');
  const expression = "process.getBuiltinModule('node:inspector').close()";
  // The answer would come over what it closes.
  devTools.call('Runtime.evaluate', {expression}).catch(() => {});
  await devTools.ended.catch(() => {});
  return null;
}
