import {POLICIES} from '../api/types.js';
import type {Arguments} from '../arguments.js';
import {printAction} from './action.js';
import {findCluster} from './find-cluster.js';
import {lastWord} from './last-word.js';

/** `clusterview policy [name] <policy>`. @returns the exit code. */
export async function execute(_: string | undefined, {input, values}: Arguments): Promise<number> {
  const expected = `a policy: ${POLICIES.join(', ')}`;
  const {name, value} = lastWord(input.slice(1), expected, text => POLICIES.find(policy => policy === text));
  const client = await findCluster(name, 'clusterview-policy');
  return printAction(values.json ?? false, () => client.setPolicy(value));
}
