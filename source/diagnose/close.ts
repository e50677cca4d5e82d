import type {DevTools} from './devtools.js';
import {pause} from './pause.js';

/**
 * Has a process whose event loop does not turn close its inspector, and go on with what it was at. All sessions end
 * with that, this one too (seen on Node 20 to 26).
 */
export async function closeInspector(devTools: DevTools, waitMs: number): Promise<null> {
  // It may come back meanwhile, and close by itself.
  if (!(await Promise.race([pause(devTools, waitMs), devTools.ended]))) {
    throw new Error('it does not run JavaScript');
  }
  const expression = "process.getBuiltinModule('node:inspector').close()";
  // An answer can hardly come over what it closes; one that does tells of an app that has no such process.
  const answer = devTools.call<{exceptionDetails?: object}>('Runtime.evaluate', {expression});
  const {exceptionDetails} = await answer.catch(() => ({exceptionDetails: undefined}));
  if (exceptionDetails) throw new Error('the app has put something else in the place of process');
  await devTools.ended.catch(() => {});
  return null;
}
