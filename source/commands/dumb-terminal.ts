import {UsageError} from '../usage-error.js';

/** @param instead what to use there. @throws UsageError where the viewer could not draw. */
export function refuseDumbTerminal(instead: string): void {
  if (process.env.TERM !== 'dumb') return;
  throw new UsageError(
    `the viewer needs a terminal that can move its cursor, and TERM is dumb: use ${instead}`,
  );
}
