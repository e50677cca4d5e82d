import type {ApiClient} from '../api/client.js';
import {follow} from '../api/follow.js';
import type {Snapshot} from '../api/types.js';
import {tellSilence} from './tell-silence.js';

/**
 * Waits until so many workers serve and no other is left.
 * @returns why that will not be, in one line; `null` if all is as it should be.
 */
export async function waitUntilReady(client: ApiClient, workers: number): Promise<string | null> {
  const abort = new AbortController();
  let failure: string | null = 'the cluster has stopped';
  await follow(client, {
    logs: false,
    signal: abort.signal,
    // On a machine that has many workers to start it may be late: that is no failure.
    onSilence: tellSilence,
    onMessage: message => {
      if (message.type !== 'snapshot') return;
      const end = endOf(message.data, workers);
      if (end === undefined) return;
      failure = end;
      abort.abort();
    },
  });
  return failure;
}

/** `undefined` as long as it is under way. */
function endOf({cluster, slots}: Snapshot, workers: number): string | null | undefined {
  if (cluster.state === 'stopping') return 'the cluster stops';
  if (cluster.workers !== workers) return `somebody else wants ${cluster.workers} workers`;
  const failed = slots.find(({state}) => state === 'gave-up');
  if (cluster.state === 'failed' || failed) {
    const {slot, lastDeath} = failed ?? slots.find(({lastDeath}) => lastDeath) ?? slots[0]!;
    return `worker ${slot} does not start${lastDeath ? `: ${lastDeath.words}` : ''}`;
  }
  const isDone = slots.every(({worker, others}) => worker?.phase === 'ready' && others.length === 0);
  return isDone && slots.length === workers ? null : undefined;
}
