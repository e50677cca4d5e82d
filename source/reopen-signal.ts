/** Has a master open its log files again; harmless where it writes none. */
export const REOPEN_SIGNAL = 'SIGUSR2';
