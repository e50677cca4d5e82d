import type {Arguments} from '../arguments.js';
import {printAction} from './action.js';
import {findClusterOrWorker} from './find-worker.js';

/** `clusterview reload [name] [worker]`: ends when the new workers serve. @returns the exit code. */
export async function execute(_: string | undefined, {input, values}: Arguments): Promise<number> {
  const {client, slot} = await findClusterOrWorker(input.slice(1), 'clusterview-reload');
  return printAction(values.json ?? false, () => (slot === null ? client.reload() : client.reloadSlot(slot)));
}
