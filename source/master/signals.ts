import {ActionError} from '../api/action-error.js';
import {STOP_SIGNALS} from '../stop-signals.js';
import type {Cluster} from './cluster.js';

/** Has a master open its log files again; harmless where it writes none. */
const REOPEN_SIGNAL = 'SIGUSR2';

/**
 * Has signals steer a cluster in this very process.
 * @param mayHangUp tells whether SIGHUP says that a terminal is gone. Otherwise it has the meaning that daemons give it:
 * it reloads, and events tell how that went.
 */
export function obeySignals(
  cluster: Cluster,
  mayHangUp: () => boolean,
  stop: (signal: NodeJS.Signals) => void,
): void {
  let isDue = false;
  const reload = () =>
    cluster.reload({}, 'a signal').catch(error => {
      // What is wanted is what came with the signal, of which the reload that runs may know nothing.
      if (!(error instanceof ActionError) || error.code !== 'ERR_BUSY' || isDue) return;
      isDue = true;
      cluster.once('reloaded', () =>
        setImmediate(() => {
          isDue = false;
          reload();
        }),
      );
    });
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      if (signal === 'SIGHUP' && !mayHangUp()) reload();
      else stop(signal);
    });
  }
  process.on(REOPEN_SIGNAL, () => cluster.reopenLogFiles());
}
