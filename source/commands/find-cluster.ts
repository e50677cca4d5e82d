import {existsSync, readdirSync} from 'node:fs';
import path from 'node:path';
import {type ApiClient, createApiClient} from '../api/client.js';
import {checkOwner, SOCKET_SUFFIX, socketDirectory} from '../api/socket.js';
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
export async function findRunning(
  name: string | undefined,
  agentName: string,
  directory = socketDirectory(),
): Promise<RunningCluster> {
  const running = await runningClusters(agentName, directory);
  const found = name === undefined ? running[0] : running.find(cluster => cluster.name === name);
  if (found && (name !== undefined || running.length === 1)) return found;
  const names = running.map(cluster => cluster.name);
  const list = names.length > 0 ? `running: ${names.join(', ')}` : 'none is running';
  throw new UsageError(name === undefined ? `which cluster? ${list}` : `no cluster named "${name}"; ${list}`);
}

/**
 * Those of these names, each once or, without any, all that run.
 * @throws UsageError
 */
export async function findSeveral(
  names: readonly string[],
  agentName: string,
  directory = socketDirectory(),
): Promise<readonly RunningCluster[]> {
  if (names.length === 0) {
    const running = await runningClusters(agentName, directory);
    // One that there is, or what is wrong with none.
    return running.length > 1 ? running : [await findRunning(undefined, agentName, directory)];
  }
  return Promise.all([...new Set(names)].map(name => findRunning(name, agentName, directory)));
}

/** All of this user, by name. @throws UsageError where somebody else could pose as them. */
export async function runningClusters(
  agentName: string,
  directory = socketDirectory(),
): Promise<RunningCluster[]> {
  const names = socketsIn(directory).map(file => file.slice(0, -SOCKET_SUFFIX.length));
  const answers = await Promise.allSettled(
    names.sort().map(async (name): Promise<RunningCluster> => {
      const client = createApiClient(path.join(directory, `${name}${SOCKET_SUFFIX}`), agentName);
      return {name, client, snapshot: await client.status()};
    }),
  );
  return answers.flatMap(answer => (answer.status === 'fulfilled' ? [answer.value] : []));
}

function socketsIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  try {
    checkOwner(directory);
    return readdirSync(directory).filter(file => file.endsWith(SOCKET_SUFFIX));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
