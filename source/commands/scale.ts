import {ApiCallError, type ApiClient} from '../api/client.js';
import {type ActionResult, MAX_WORKERS, MIN_WORKERS, type Snapshot} from '../api/types.js';
import type {Arguments} from '../arguments.js';
import {printAction} from './action.js';
import {findCluster} from './find-cluster.js';
import {lastWord} from './last-word.js';

/** `clusterview scale [name] <workers>`: ends when all of them serve and no other is left. @returns the exit code. */
export async function execute(_: string | undefined, {input, values}: Arguments): Promise<number> {
  const expected = `how many workers: ${MIN_WORKERS} to ${MAX_WORKERS}`;
  const {name, value} = lastWord(input.slice(1), expected, text => {
    const workers = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    return workers >= MIN_WORKERS && workers <= MAX_WORKERS ? workers : undefined;
  });
  const client = await findCluster(name, 'clusterview-scale');
  return printAction(values.json ?? false, () => scale(client, value));
}

async function scale(client: ApiClient, workers: number): Promise<ActionResult> {
  const result = await client.scale(workers);
  const abort = new AbortController();
  let failure: string | null = 'the cluster has stopped';
  await client.stream({
    logs: false,
    signal: abort.signal,
    onMessage: message => {
      if (message.type !== 'snapshot') return;
      const end = endOf(message.data, workers);
      if (end === undefined) return;
      failure = end;
      abort.abort();
    },
  });
  if (failure !== null) throw new ApiCallError('ERR_ACTION_FAILED', failure);
  return result;
}

/** Why it has failed, `null` if all is as it should be; `undefined` as long as it is under way. */
function endOf({cluster, slots}: Snapshot, workers: number): string | null | undefined {
  if (cluster.state === 'stopping') return 'the cluster stops';
  if (cluster.workers !== workers) return `somebody else wants ${cluster.workers} workers`;
  const gaveUp = slots.filter(({state}) => state === 'gave-up').map(({slot}) => slot);
  if (gaveUp.length > 0) return `workers that do not start: ${gaveUp.join(', ')}`;
  const isDone = slots.every(({worker, others}) => worker?.phase === 'ready' && others.length === 0);
  return isDone && slots.length === workers ? null : undefined;
}
