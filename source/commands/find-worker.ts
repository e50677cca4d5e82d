import type {ApiClient} from '../api/client.js';
import {UsageError} from '../usage-error.js';
import {findCluster} from './find-cluster.js';

const NUMBER = /^\d+$/;

/**
 * The worker that `[name] [worker]` means. The name may be left out where one cluster runs, and the number where
 * it has one worker.
 * @param words what stands behind the command.
 * @throws UsageError
 */
export async function findWorker(
  words: readonly string[],
  agentName: string,
): Promise<{readonly client: ApiClient; readonly slot: number}> {
  const rest = [...words];
  const number = NUMBER.test(rest.at(-1) ?? '') ? Number(rest.pop()) : undefined;
  const [name, tooMuch] = rest;
  if (tooMuch !== undefined)
    throw new UsageError(`which worker? its number comes last, and not "${tooMuch}"`);
  const client = await findCluster(name, agentName);
  const {slots} = await client.status();
  if (number === undefined && slots.length === 1) return {client, slot: 1};
  if (number !== undefined && number >= 1 && number <= slots.length) return {client, slot: number};
  const which = number === undefined ? 'which worker?' : `there is no worker ${number};`;
  throw new UsageError(`${which} there are 1 to ${slots.length}`);
}
