import type {ClusterControl} from './control.js';
import {readyWorkers, servingWorkers} from './ready-workers.js';
import type {Snapshot} from './types.js';

export interface PlainAnswer {
  readonly status: 200 | 503;
  readonly contentType: string;
  readonly text: string;
}

/** The calls for programs that know nothing of the API: Prometheus, load balancers, orchestrators. All are GET. */
export const PLAIN_CALLS: Readonly<
  Record<string, (control: ClusterControl) => PlainAnswer | Promise<PlainAnswer>>
> = {
  '/metrics': async control => ({status: 200, ...(await control.metrics())}),
  '/healthz': control => line(whyUnhealthy(control.snapshot())),
  '/readyz': control => line(whyNotReady(control.snapshot())),
};

/** That this runs at all says that the event loop of the master turns. */
function whyUnhealthy({cluster}: Snapshot): string | null {
  return cluster.state === 'failed' ? 'the cluster has failed' : null;
}

function whyNotReady(snapshot: Snapshot): string | null {
  const {cluster} = snapshot;
  if (cluster.state === 'stopping') return 'the cluster is stopping';
  if (servingWorkers(snapshot).length > 0) return whyUnhealthy(snapshot);
  const ready = readyWorkers(snapshot);
  const suspended = ready.filter(({stopped}) => stopped).length;
  const frozen = ready.filter(worker => worker.frozen && !worker.stopped).length;
  const blocked = ready.length - suspended - frozen;
  const why = [
    blocked > 0 && `${blocked} blocked`,
    suspended > 0 && `${suspended} suspended`,
    frozen > 0 && `${frozen} with the heap being written`,
  ].filter(Boolean);
  if (why.length > 0) return `no worker is ready: ${why.join(', ')}`;
  return whyUnhealthy(snapshot) ?? 'no worker is ready';
}

function line(problem: string | null): PlainAnswer {
  return {
    status: problem === null ? 200 : 503,
    contentType: 'text/plain; charset=utf-8',
    text: `${problem ?? 'ok'}\n`,
  };
}
