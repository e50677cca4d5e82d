import type {TestCluster} from './cluster.js';
import {askUntil, type SlowRequest} from './slow.js';

/** A worker that has been silent for so long is stuck for sure, since a report is due, and not known as blocked yet. */
export const MISSES_REPORT_MS = 1100;

/**
 * One of the workers of `stuck.cjs`, in a function `spinUntil` for as long as the test wants.
 * @param name tells those apart that are blocked at the same time.
 */
export async function blockWorker(cluster: TestCluster, name?: string): Promise<SlowRequest> {
  return askUntil(await cluster.port(), '/spin-until', cluster.place.directory, {name});
}
