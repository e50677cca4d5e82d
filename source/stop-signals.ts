/** Signals that stop a cluster gracefully, and the second time at once; SIGHUP only where there is a terminal. */
export const STOP_SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

/** What comes so soon after a signal may be the same wish: npm passes on what the terminal has told all of its job. */
const ECHO_MS = 500;

/** Tells whether a signal says that somebody cannot wait. */
export class StopSignals {
  #tookAt = Number.NEGATIVE_INFINITY;

  /**
   * To be called with each signal. SIGHUP never says so: of a terminal that is closed the shell tells its jobs, and the
   * kernel does when the shell has ended.
   * @param wasAsked the stop has begun, by whatever way.
   */
  insists(signal: NodeJS.Signals, wasAsked: boolean): boolean {
    const now = performance.now();
    if (now - this.#tookAt < ECHO_MS) return false;
    this.#tookAt = now;
    return wasAsked && signal !== 'SIGHUP';
  }
}
