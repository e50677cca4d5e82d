import type {Cluster} from '../master/cluster.js';
import type {Settings} from '../master/settings.js';
import {obeySignals} from '../master/signals.js';
import {mayHangUp} from '../master/terminal.js';
import {StopSignals} from '../stop-signals.js';

/**
 * Follows a cluster in this very process to its end, and has signals stop it: the first gracefully, each further one
 * at once. A cluster that has failed is stopped, unless a change may mend it in a moment.
 * @returns why it has failed, in one line; `null` if it has not.
 */
export function untilEnded(cluster: Cluster, {watch}: Pick<Settings, 'watch'>): Promise<string | null> {
  let failure: string | null = null;
  let asked = false;
  // A terminal that has hung up is none any more.
  const hangUpStops = mayHangUp();
  const signals = new StopSignals();
  const stop = (signal: NodeJS.Signals) => {
    cluster.stop(signals.insists(signal, asked), 'a signal');
    asked = true;
  };
  obeySignals(cluster, () => hangUpStops, stop);
  cluster.on('failed', reason => {
    if (watch) return;
    failure = reason;
    cluster.stop(false, 'clusterview');
  });
  return new Promise(resolve => cluster.once('ended', () => resolve(failure)));
}
