import {UsageError} from '../usage-error.js';

/**
 * @param advice why it is needed, and what there is without one.
 * @param instead what to use on one that is dumb.
 * @throws UsageError where there is no terminal for the viewer.
 */
export function checkTerminal(advice: string, instead: string): void {
  if (!process.stdout.isTTY || !process.stdin.isTTY) throw new UsageError(advice);
  refuseDumbTerminal(instead);
}

/** @param instead what to use there. @throws UsageError where the viewer could not draw. */
export function refuseDumbTerminal(instead: string): void {
  if (process.env.TERM !== 'dumb') return;
  throw new UsageError(
    `the viewer needs a terminal that can move its cursor, and TERM is dumb: use ${instead}`,
  );
}
