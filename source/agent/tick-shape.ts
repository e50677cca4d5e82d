import {executionAsyncResource} from 'node:async_hooks';

const kept: {tick: object | null} = {tick: null};

/**
 * Keeps one of the objects that `process.nextTick` makes, as long as the process runs. V8 describes the properties of
 * alike objects once, and throws the description away when it collects garbage while there is none of them: so after
 * 8 s without work, if ticks have been rare until then, as in a worker that waits for its first requests. Node's code that
 * makes them (`{[symbol]: id, …}`) then calls into V8's runtime for each, for good, and the worker answers a quarter
 * fewer requests. Seen on Node 20.20, 22.23 and 26.10; servers of `npm run bench -- agent` rest before their load.
 *
 * @returns what is kept, for tests; filled in the next tick.
 */
export function keepTickShape(): {readonly tick: object | null} {
  process.nextTick(() => {
    kept.tick = executionAsyncResource();
  });
  return kept;
}
