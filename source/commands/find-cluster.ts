import {existsSync, readdirSync} from 'node:fs';
import path from 'node:path';
import {ApiCallError, type ApiClient, createApiClient} from '../api/client.js';
import {checkOwner, SOCKET_SUFFIX, socketDirectory} from '../api/socket.js';
import type {Snapshot} from '../api/types.js';
import {Failure} from '../failure.js';
import {UsageError} from '../usage-error.js';

/** svc-2 before svc-10, everywhere alike. */
const byName = new Intl.Collator('en', {numeric: true});

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
 * The cluster of that name or, without one, the only one that runs.
 * @throws UsageError, or Failure where its master does not answer.
 */
export async function findCluster(name: string | undefined, agentName: string): Promise<ApiClient> {
  return (await findRunning(name, agentName)).client;
}

/** The same, with how it was at that moment. @throws UsageError, or Failure where its master does not answer. */
export async function findRunning(
  name: string | undefined,
  agentName: string,
  directory = socketDirectory(),
): Promise<RunningCluster> {
  const all = namesIn(directory);
  const meant = name === undefined ? all : all.filter(one => one === name);
  const asked = await ask(meant, agentName, directory);
  if (asked.running.length + asked.silent.length === 1) {
    if (asked.running[0]) return asked.running[0];
    throw new Failure(noAnswerOf(asked.silent[0]!));
  }
  // Others are asked only where this one is not there: one that does not answer keeps nobody waiting but its own users.
  const {running, silent} = name === undefined ? asked : await ask(all, agentName, directory);
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
  directory = socketDirectory(),
): Promise<readonly RunningCluster[]> {
  if (names.length === 0) {
    const {running} = await runningClusters(agentName, directory);
    // One that there is, or what is wrong with none.
    return running.length > 1 ? running : [await findRunning(undefined, agentName, directory)];
  }
  return Promise.all([...new Set(names)].map(name => findRunning(name, agentName, directory)));
}

/** All of this user. @throws UsageError where somebody else could pose as them. */
export function runningClusters(agentName: string, directory = socketDirectory()): Promise<Clusters> {
  return ask(namesIn(directory), agentName, directory);
}

async function ask(names: readonly string[], agentName: string, directory: string): Promise<Clusters> {
  const running: RunningCluster[] = [];
  const silent: string[] = [];
  const clusters = names.map(name => {
    const client = createApiClient(path.join(directory, `${name}${SOCKET_SUFFIX}`), agentName);
    return {name, client, answer: client.status()};
  });
  const answers = await Promise.allSettled(clusters.map(({answer}) => answer));
  for (const [index, answer] of answers.entries()) {
    const {name, client} = clusters[index]!;
    if (answer.status === 'fulfilled') running.push({name, client, snapshot: answer.value});
    else if (answer.reason instanceof ApiCallError && answer.reason.code === 'ERR_TIMEOUT') silent.push(name);
  }
  return {running, silent};
}

/** Of all that have a socket there, dead ones too, in order. */
function namesIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  try {
    checkOwner(directory);
    const sockets = readdirSync(directory).filter(file => file.endsWith(SOCKET_SUFFIX));
    return sockets.map(file => file.slice(0, -SOCKET_SUFFIX.length)).sort(byName.compare);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
