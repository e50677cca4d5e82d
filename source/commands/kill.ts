import type {Arguments} from '../arguments.js';
import {printAction} from './action.js';
import {findWorker} from './find-worker.js';

/** `clusterview kill [name] [worker]`: gracefully, or with the signal that is named. @returns the exit code. */
export async function execute(_: string | undefined, {input, values}: Arguments): Promise<number> {
  const {client, slot} = await findWorker(input.slice(1), 'clusterview-kill');
  const {json, signal} = values;
  return printAction(json ?? false, () => client.kill(slot, signal && {signal}));
}
