import {writeFileSync} from 'node:fs';
import path from 'node:path';
import type {TestCluster} from './cluster.js';
import {get} from './http.js';

/**
 * One of the workers of `stuck.cjs`, in a function `spinUntil` for as long as the test wants.
 * @param name tells those apart that are blocked at the same time.
 */
export async function blockWorker(
  cluster: TestCluster,
  name = 'let-go',
): Promise<{
  /** Fails where the worker is ended meanwhile. */
  readonly answer: ReturnType<typeof get>;
  letGo(): void;
}> {
  const file = path.join(cluster.place.directory, name);
  const answer = get(await cluster.port(), `/spin-until?file=${encodeURIComponent(file)}`);
  answer.catch(() => {});
  return {answer, letGo: () => writeFileSync(file, '')};
}
