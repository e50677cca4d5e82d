import {expect, test} from 'vitest';
import type {ClusterControl} from '../../source/api/control.js';
import {PLAIN_CALLS} from '../../source/api/plain-calls.js';
import type {ClusterState} from '../../source/api/types.js';

/** A cluster of which nothing is known but this. */
function control(
  state: ClusterState,
  workers: readonly {phase: string; blocked: boolean; stopped?: boolean}[],
): ClusterControl {
  const snapshot = {cluster: {state}, slots: workers.map(worker => ({worker}))};
  return {snapshot: () => snapshot} as unknown as ClusterControl;
}

const READY = {phase: 'ready', blocked: false};
const BLOCKED = {phase: 'ready', blocked: true};
const SUSPENDED = {phase: 'ready', blocked: false, stopped: true};
const STARTING = {phase: 'starting', blocked: false};

test.each([
  ['running', [READY, STARTING], 200, 'ok', 200],
  ['running', [READY, BLOCKED], 200, 'ok', 200],
  ['reloading', [READY], 200, 'ok', 200],
  ['starting', [STARTING], 503, 'no worker is ready', 200],
  ['running', [BLOCKED, BLOCKED, STARTING], 503, 'no worker is ready: 2 blocked', 200],
  ['running', [SUSPENDED], 503, 'no worker is ready: 1 suspended', 200],
  ['running', [BLOCKED, SUSPENDED], 503, 'no worker is ready: 1 blocked, 1 suspended', 200],
  ['stopping', [READY], 503, 'the cluster is stopping', 200],
  ['failed', [], 503, 'the cluster has failed', 503],
] as const)('%s with workers %j', async (state, workers, readiness, why, health) => {
  const cluster = control(state, workers);
  expect(await PLAIN_CALLS['/readyz']!(cluster)).toMatchObject({status: readiness, text: `${why}\n`});
  expect(await PLAIN_CALLS['/healthz']!(cluster)).toMatchObject({status: health});
});
