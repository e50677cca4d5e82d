/** Signals that stop a cluster gracefully, and the second time at once; SIGHUP only where there is a terminal. */
export const STOP_SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

/**
 * That it comes again means that somebody cannot wait. SIGHUP comes twice of a terminal that is closed: the shell says
 * it to its jobs, and the kernel when the shell has ended.
 */
export function canInsist(signal: NodeJS.Signals): boolean {
  return signal !== 'SIGHUP';
}
