export interface SilenceWatch {
  /** Something was said. */
  heard(): void;
  stop(): void;
}

/**
 * Tells when nothing has been said for so long: once, and again only after something was said. Its timer keeps no process
 * alive.
 */
export function watchSilence(ms: number, onSilence: () => void): SilenceWatch {
  let heard = 0;
  let hasStopped = false;
  const timer = setTimeout(() => {
    const before = heard;
    // What came while this process was suspended is read only after this.
    setImmediate(() => {
      if (heard === before && !hasStopped) onSilence();
    });
  }, ms).unref();
  return {
    heard: () => {
      heard += 1;
      timer.refresh();
    },
    stop: () => {
      hasStopped = true;
      clearTimeout(timer);
    },
  };
}
