/**
 * For a promise that nobody waits for: what it was rejected with ends the process, whatever `NODE_OPTIONS` says of
 * rejections that nobody handles.
 */
export function throwUncaught(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}
