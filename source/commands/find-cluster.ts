import {existsSync, readdirSync} from 'node:fs';
import {ApiCallError, type ApiClient, createApiClient} from '../api/client.js';
import {checkOwner, SOCKET_SUFFIX, socketDirectories, socketPathOf} from '../api/socket.js';
import type {Snapshot} from '../api/types.js';
import {Failure} from '../failure.js';
import {UsageError} from '../usage-error.js';

/** svc-2 before svc-10, everywhere alike. */
const byName = new Intl.Collator('en', {numeric: true});

/** How a master answers that is there and tells nothing of itself. */
const SILENT: ReadonlySet<string> = new Set(['ERR_TIMEOUT', 'ERR_INTERNAL']);

/** Of a cluster that runs, or of one that has died. */
interface ClusterSocket {
  readonly name: string;
  readonly path: string;
}

/** A cluster that answers. */
export interface RunningCluster {
  readonly name: string;
  readonly client: ApiClient;
  readonly snapshot: Snapshot;
}

/** All of one user, by name. */
export interface Clusters {
  readonly running: readonly RunningCluster[];
  /** Those whose masters do not answer. */
  readonly silent: readonly string[];
}

/**
 * The cluster of that name or, without one, the only one that runs. Of two that have one name, as they can where one of
 * them was started without a runtime directory, it is the first that is found.
 * @throws UsageError, or Failure where its master does not answer.
 */
export async function findCluster(name: string | undefined, agentName: string): Promise<ApiClient> {
  return (await findRunning(name, agentName)).client;
}

/** The same, with how it was at that moment. @throws UsageError, or Failure where its master does not answer. */
export async function findRunning(
  name: string | undefined,
  agentName: string,
  directories: readonly string[] = socketDirectories(),
): Promise<RunningCluster> {
  const all = socketsIn(directories);
  const meant = name === undefined ? all : all.filter(socket => socket.name === name);
  const asked = await ask(meant, agentName);
  const found = asked.running.length + asked.silent.length;
  if (found === 1 || (found > 0 && name !== undefined)) {
    if (asked.running[0]) return asked.running[0];
    throw new Failure(noAnswerOf(asked.silent[0]!));
  }
  // Others are asked only where this one is not there: one that does not answer keeps nobody waiting but its own users.
  const {running, silent} = name === undefined ? asked : await ask(all, agentName);
  const names = [...running.map(cluster => cluster.name), ...silent];
  const list = names.length > 0 ? `running: ${names.join(', ')}` : 'none is running';
  throw new UsageError(name === undefined ? `which cluster? ${list}` : `no cluster named "${name}"; ${list}`);
}

export function noAnswerOf(name: string): string {
  return `the master of ${name} does not answer: it is stopped, or stuck`;
}

/**
 * Those of these names, each once or, without any, all that run.
 * @throws UsageError, or Failure where the master of one does not answer.
 */
export async function findSeveral(
  names: readonly string[],
  agentName: string,
  directories: readonly string[] = socketDirectories(),
): Promise<readonly RunningCluster[]> {
  if (names.length === 0) {
    const {running} = await runningClusters(agentName, directories);
    // One that there is, or what is wrong with none.
    return running.length > 1 ? running : [await findRunning(undefined, agentName, directories)];
  }
  return Promise.all([...new Set(names)].map(name => findRunning(name, agentName, directories)));
}

/** All of this user. @throws UsageError where somebody else could pose as them. */
export function runningClusters(
  agentName: string,
  directories: readonly string[] = socketDirectories(),
): Promise<Clusters> {
  return ask(socketsIn(directories), agentName);
}

async function ask(sockets: readonly ClusterSocket[], agentName: string): Promise<Clusters> {
  const running: RunningCluster[] = [];
  const silent: string[] = [];
  const clusters = sockets.map(({name, path}) => {
    const client = createApiClient(path, agentName);
    return {name, client, answer: client.status()};
  });
  const answers = await Promise.allSettled(clusters.map(({answer}) => answer));
  for (const [index, answer] of answers.entries()) {
    const {name, client} = clusters[index]!;
    if (answer.status === 'fulfilled') running.push({name, client, snapshot: answer.value});
    else if (answer.reason instanceof ApiCallError && SILENT.has(answer.reason.code)) silent.push(name);
  }
  return {running, silent};
}

/** By name and, where two have the same, in the order of the directories. */
function socketsIn(directories: readonly string[]): ClusterSocket[] {
  return directories
    .flatMap(directory => namesIn(directory).map(name => ({name, path: socketPathOf(name, directory)})))
    .sort((a, b) => byName.compare(a.name, b.name));
}

/** Of all that have a socket there, dead ones too. */
function namesIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  try {
    checkOwner(directory);
    const files = readdirSync(directory).filter(file => file.endsWith(SOCKET_SUFFIX));
    return files.map(file => file.slice(0, -SOCKET_SUFFIX.length));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
