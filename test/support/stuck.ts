import type {TestCluster} from './cluster.js';
import {askUntil, type SlowRequest} from './slow.js';

/**
 * One of the workers of `stuck.cjs`, in a function `spinUntil` for as long as the test wants.
 * @param name tells those apart that are blocked at the same time.
 */
export async function blockWorker(cluster: TestCluster, name?: string): Promise<SlowRequest> {
  return askUntil(await cluster.port(), '/spin-until', cluster.place.directory, name);
}
