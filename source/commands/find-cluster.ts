import {readdirSync} from 'node:fs';
import {type ApiClient, createApiClient} from '../api/client.js';
import {socketDirectory, socketPathOf} from '../api/socket.js';
import type {Snapshot} from '../api/types.js';
import {UsageError} from '../usage-error.js';

/** A cluster that answers. */
export interface RunningCluster {
  readonly name: string;
  readonly client: ApiClient;
  readonly snapshot: Snapshot;
}

/**
 * The cluster of that name or, without one, the only one that runs.
 * @throws UsageError
 */
export async function findCluster(name: string | undefined, agentName: string): Promise<ApiClient> {
  const running = await runningClusters(agentName);
  const names = running.map(cluster => cluster.name);
  const list = names.length > 0 ? `running: ${names.join(', ')}` : 'none is running';
  if (name === undefined) {
    if (names.length === 1) return running[0]!.client;
    throw new UsageError(`which cluster? ${list}`);
  }
  const found = running.find(cluster => cluster.name === name);
  if (found) return found.client;
  throw new UsageError(`no cluster named "${name}"; ${list}`);
}

/** All of this user, by name. */
export async function runningClusters(agentName: string): Promise<RunningCluster[]> {
  let files: string[] = [];
  try {
    files = readdirSync(socketDirectory());
  } catch {
    // Nothing was ever started.
  }
  const names = files.filter(file => file.endsWith('.sock')).map(file => file.slice(0, -'.sock'.length));
  const answers = await Promise.allSettled(
    names.sort().map(async (name): Promise<RunningCluster> => {
      const client = createApiClient(socketPathOf(name), agentName);
      return {name, client, snapshot: await client.status()};
    }),
  );
  return answers.flatMap(answer => (answer.status === 'fulfilled' ? [answer.value] : []));
}
