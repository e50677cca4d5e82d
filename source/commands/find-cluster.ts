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
  return (await findRunning(name, agentName)).client;
}

/** The same, with how it was at that moment. @throws UsageError */
export async function findRunning(name: string | undefined, agentName: string): Promise<RunningCluster> {
  const running = await runningClusters(agentName);
  const found = name === undefined ? running[0] : running.find(cluster => cluster.name === name);
  if (found && (name !== undefined || running.length === 1)) return found;
  const names = running.map(cluster => cluster.name);
  const list = names.length > 0 ? `running: ${names.join(', ')}` : 'none is running';
  throw new UsageError(name === undefined ? `which cluster? ${list}` : `no cluster named "${name}"; ${list}`);
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
