import type {ApiClient} from '../api/client.js';
import {UsageError} from '../usage-error.js';
import {findRunning} from './find-cluster.js';

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
  const {client, slot, slots} = await find(words, agentName);
  if (slot !== null) return {client, slot};
  if (slots === 1) return {client, slot: 1};
  throw new UsageError(`which worker? there are 1 to ${slots}`);
}

/** The same, but without a number the cluster as a whole is meant: `slot` is `null`. @throws UsageError */
export async function findClusterOrWorker(
  words: readonly string[],
  agentName: string,
): Promise<{readonly client: ApiClient; readonly slot: number | null}> {
  const {client, slot} = await find(words, agentName);
  return {client, slot};
}

async function find(words: readonly string[], agentName: string) {
  const rest = [...words];
  const slot = NUMBER.test(rest.at(-1) ?? '') ? Number(rest.pop()) : null;
  const [name, tooMuch] = rest;
  if (tooMuch !== undefined)
    throw new UsageError(`which worker? its number comes last, and not "${tooMuch}"`);
  const {client, snapshot} = await findRunning(name, agentName);
  const {length: slots} = snapshot.slots;
  if (slot !== null && (slot < 1 || slot > slots)) {
    throw new UsageError(`there is no worker ${slot}; there are 1 to ${slots}`);
  }
  return {client, slot, slots};
}
