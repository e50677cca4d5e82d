import {readdirSync} from 'node:fs';
import {type ApiClient, createApiClient} from '../api/client.js';
import {socketDirectory, socketPathOf} from '../api/socket.js';
import {UsageError} from '../usage-error.js';

/**
 * The cluster of that name or, without one, the only one that runs.
 * @throws UsageError
 */
export async function findCluster(name: string | undefined, agentName: string): Promise<ApiClient> {
  const names = await runningClusters(agentName);
  const list = names.length > 0 ? `running: ${names.join(', ')}` : 'none is running';
  if (name === undefined) {
    if (names.length === 1) return createApiClient(socketPathOf(names[0]!), agentName);
    throw new UsageError(`which cluster? ${list}`);
  }
  if (names.includes(name)) return createApiClient(socketPathOf(name), agentName);
  throw new UsageError(`no cluster named "${name}"; ${list}`);
}

async function runningClusters(agentName: string): Promise<string[]> {
  let files: string[] = [];
  try {
    files = readdirSync(socketDirectory());
  } catch {
    // Nothing was ever started.
  }
  const names = files.filter(file => file.endsWith('.sock')).map(file => file.slice(0, -'.sock'.length));
  const answers = await Promise.allSettled(
    names.map(name => createApiClient(socketPathOf(name), agentName).status()),
  );
  return names.filter((_, index) => answers[index]!.status === 'fulfilled');
}
