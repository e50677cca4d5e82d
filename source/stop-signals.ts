/** Signals that stop a cluster gracefully, and the second time at once. */
export const STOP_SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;
