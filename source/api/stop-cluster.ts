import {ApiCallError, type ApiClient} from './client.js';

/** A master that has not answered by then when it was to stop at once is killed. */
const FORCED_STOP_MS = 2000;

/** How a call fails whose master has ended; another one may have its name. */
export const GONE: ReadonlySet<string> = new Set(['ERR_UNREACHABLE', 'ERR_NO_CLUSTER']);

/**
 * Stops a cluster, at once with `force`; a master that is gone needs no stopping, as its stream tells. Rejects with
 * `ApiCallError`.
 * @param masterPid the one that is meant, to be killed if it is stuck: it would not hear of it, and its workers end with
 * it. `undefined` where it is not known.
 */
export async function stopCluster(
  client: ApiClient,
  masterPid: number | undefined,
  force: boolean,
): Promise<void> {
  const overdue = setTimeout(() => force && masterPid !== undefined && kill(masterPid), FORCED_STOP_MS);
  try {
    await client.stop(force, masterPid);
  } catch (error) {
    if (!(error instanceof ApiCallError && GONE.has(error.code))) throw error;
  } finally {
    clearTimeout(overdue);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
