/** What the benchmark has started and not ended yet. */
const running = new Set<() => Promise<void>>();
let isEnding = false;

/**
 * Has `stop` called also where the benchmark is interrupted.
 * @returns what ends it, once, however often it is called.
 * @throws where that has begun: then it is ended at once.
 */
export function owned(stop: () => Promise<void>): () => Promise<void> {
  let stopped: Promise<void> | null = null;
  const stopOnce = () => {
    // Until it has ended: whoever ends all of it waits for what somebody else has begun to end, too.
    stopped ??= stop().finally(() => running.delete(stopOnce));
    return stopped;
  };
  running.add(stopOnce);
  if (isEnding) {
    stopOnce().catch(() => {});
    throw new Error('the benchmark was interrupted');
  }
  return stopOnce;
}

/** What does not start is ended: where it is still coming up, it would take its time from others. */
export async function startedOrStopped<Result>(
  stop: () => Promise<void>,
  start: Promise<Result>,
): Promise<Result> {
  return start.catch(async error => {
    await stop();
    throw error;
  });
}

/** Ends all of it, and what is started meanwhile: what failed half way has left it. */
export async function endRunning(): Promise<void> {
  while (running.size > 0) await Promise.allSettled([...running].map(stop => stop()));
}

/** Ends all of it; nothing can be started any more. However often it is called, it resolves when all has ended. */
export async function endAll(): Promise<void> {
  isEnding = true;
  await endRunning();
}
