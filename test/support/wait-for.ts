import {setTimeout as sleep} from 'node:timers/promises';

/** Far beyond what anything takes on a slow machine: reaching it means that it never happens. */
const WAIT_MS_MAX = 30_000;
const POLL_MS = 20;

/**
 * Waits until `condition` returns something other than `undefined`, `null` or `false`, and returns that.
 * @param what says what was waited for, if it never comes; a function may add the state of things.
 */
export async function waitFor<Result>(
  what: string | (() => string),
  condition: () => Result | Promise<Result>,
): Promise<NonNullable<Exclude<Result, false>>> {
  const end = Date.now() + WAIT_MS_MAX;
  for (;;) {
    const result = await condition();
    if (result !== undefined && result !== null && result !== false) {
      return result as NonNullable<Exclude<Result, false>>;
    }
    if (Date.now() > end) throw new Error(`waited in vain for ${typeof what === 'string' ? what : what()}`);
    await sleep(POLL_MS);
  }
}
