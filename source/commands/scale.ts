import {ApiCallError, type ApiClient} from '../api/client.js';
import {type ActionResult, MAX_WORKERS, MIN_WORKERS} from '../api/types.js';
import type {Arguments} from '../arguments.js';
import {printAction} from './action.js';
import {findCluster} from './find-cluster.js';
import {lastWord} from './last-word.js';
import {waitUntilReady} from './wait-until-ready.js';

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
  const failure = await waitUntilReady(client, workers);
  if (failure !== null) throw new ApiCallError('ERR_ACTION_FAILED', failure);
  return result;
}
