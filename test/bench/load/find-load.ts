import type {Bench} from '../bench.js';
import {findAutocannon} from './autocannon.js';
import {type LoadGenerator, OWN_RUN_MS} from './load.js';
import {findWrk} from './wrk.js';

/** The others measure whole seconds. */
const OTHER_RUN_MS = 1000;

/** A load generator that others know, or our own client where there is none, or no time for it. */
export async function findLoad(
  ownClient: LoadGenerator,
  isQuick: boolean,
): Promise<Pick<Bench, 'load' | 'runMs' | 'loadReason'>> {
  const own = {load: ownClient, runMs: OWN_RUN_MS, loadReason: ''};
  if (isQuick) return own;
  const wrk = await findWrk();
  if (wrk) return {load: wrk, runMs: OTHER_RUN_MS, loadReason: ''};
  return findAutocannon(ownClient).then(
    load => ({load, runMs: OTHER_RUN_MS, loadReason: ''}),
    (error: Error) => ({...own, loadReason: error.message}),
  );
}
