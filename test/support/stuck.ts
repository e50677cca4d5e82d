import type {TestCluster} from './cluster.js';
import {get} from './http.js';
import {askUntil, type SlowRequest} from './slow.js';
import {waitFor} from './wait-for.js';

/** A worker that has been silent for so long is stuck for sure, since a report is due, and not known as blocked yet. */
export const MISSES_REPORT_MS = 1100;

/**
 * One of the workers of `stuck.cjs`, in a function `spinUntil` for as long as the test wants.
 * @param name tells those apart that are blocked at the same time.
 */
export async function blockWorker(cluster: TestCluster, name?: string): Promise<SlowRequest> {
  return askUntil(await cluster.port(), '/spin-until', cluster.place.directory, {name});
}

/** Has one of the workers of `stuck.cjs` get stuck in that way. @returns which; others may get no core for a while, too. */
export async function startStuck(cluster: TestCluster, way: string): Promise<{slot: number; pid: number}> {
  // Nobody answers, or only when the worker is killed.
  get(await cluster.port(), `/${way}`).catch(() => {});
  return waitFor(`a worker in ${way}`, () => cluster.logs.find(({text}) => text === `STUCK /${way}`));
}

/** The same, until it is known to be. */
export async function getStuck(cluster: TestCluster, way: string): Promise<{slot: number; pid: number}> {
  const stuck = await startStuck(cluster, way);
  await cluster.waitForEvent(new RegExp(`\\(pid ${stuck.pid}\\) is blocked: its event loop has not turned`));
  return stuck;
}
