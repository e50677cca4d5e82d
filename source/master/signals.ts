import {STOP_SIGNALS} from '../stop-signals.js';
import type {Cluster} from './cluster.js';

/** Has a master open its log files again; harmless where it writes none. */
const REOPEN_SIGNAL = 'SIGUSR2';

/**
 * Has signals steer a cluster in this very process.
 * @param mayHangUp tells whether SIGHUP says that a terminal is gone. Otherwise it has the meaning that daemons give it:
 * it reloads, and events tell how that went.
 */
export function obeySignals(cluster: Cluster, mayHangUp: () => boolean, stop: () => void): void {
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      if (signal === 'SIGHUP' && !mayHangUp()) cluster.reload({}, 'a signal').catch(() => {});
      else stop();
    });
  }
  process.on(REOPEN_SIGNAL, () => cluster.reopenLogFiles());
}
