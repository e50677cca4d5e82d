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
    running.delete(stopOnce);
    stopped ??= stop();
    return stopped;
  };
  running.add(stopOnce);
  if (isEnding) {
    stopOnce().catch(() => {});
    throw new Error('the benchmark was interrupted');
  }
  return stopOnce;
}

/** Ends all of it: what failed half way has left it. */
export async function endRunning(): Promise<void> {
  await Promise.allSettled([...running].map(stop => stop()));
}

/** Ends all of it; nothing can be started any more. */
export async function endAll(): Promise<void> {
  isEnding = true;
  await endRunning();
}
