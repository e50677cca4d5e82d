import type {Cluster} from '../master/cluster.js';
import {STOP_SIGNALS} from '../stop-signals.js';

/** The first asks for a graceful stop, each further one for an end at once. */
export function stopOnSignals(cluster: Cluster): void {
  let asked = false;
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      cluster.stop(asked, 'a signal');
      asked = true;
    });
  }
}
