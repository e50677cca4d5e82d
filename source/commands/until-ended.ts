import type {Cluster} from '../master/cluster.js';
import type {Settings} from '../master/settings.js';
import {mayHangUp} from '../master/terminal.js';
import {REOPEN_SIGNAL} from '../reopen-signal.js';
import {STOP_SIGNALS} from '../stop-signals.js';

/**
 * Follows a cluster in this very process to its end, and has signals stop it: the first gracefully, each further one
 * at once. Where no terminal can have hung up, SIGHUP has the meaning that daemons give it: it reloads, and events tell
 * how that went. A cluster that has failed is stopped, unless a change may mend it in a moment.
 * @returns why it has failed, in one line; `null` if it has not.
 */
export function untilEnded(cluster: Cluster, {watch}: Pick<Settings, 'watch'>): Promise<string | null> {
  let failure: string | null = null;
  let asked = false;
  // A terminal that has hung up is none any more.
  const hangUpStops = mayHangUp();
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      if (signal === 'SIGHUP' && !hangUpStops) {
        cluster.reload('a signal').catch(() => {});
        return;
      }
      cluster.stop(asked, 'a signal');
      asked = true;
    });
  }
  process.on(REOPEN_SIGNAL, () => cluster.reopenLogFiles());
  cluster.on('failed', reason => {
    if (watch) return;
    failure = reason;
    cluster.stop(false, 'clusterview');
  });
  return new Promise(resolve => cluster.once('ended', () => resolve(failure)));
}
