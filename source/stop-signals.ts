/** Signals that stop a cluster gracefully, and the second time at once; SIGHUP only where there is a terminal. */
export const STOP_SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;
