import {isAlive} from '../../../support/processes.js';
import {waitFor} from '../../../support/wait-for.js';
import {get} from '../../load/get.js';
import type {ReplacingServer, SteeredServer, SupervisedServer} from '../../peers/server.js';

export const WORKERS = 2;
export const SCALED_FROM = 4;

/**
 * What happens to a cluster: it begins before anything is waited for, and resolves when it is over.
 * @param workers that serve before, by their pids.
 */
export type Disturb<Server extends SupervisedServer> = (
  server: Server,
  workers: readonly number[],
) => Promise<void>;

export const reload: Disturb<SteeredServer> = async (server, workers) => {
  await server.reload();
  await replaced(server, workers, workers.length);
};

export const scaleDown: Disturb<SteeredServer> = async (server, workers) => {
  await server.scale(WORKERS);
  await waitFor('fewer workers', () => workers.filter(isAlive).length === WORKERS);
};

/** Between two times. */
export async function scaleUp(server: SteeredServer): Promise<void> {
  await server.scale(SCALED_FROM);
  await waitFor('more workers', async () => (await server.workerPids()).length === SCALED_FROM);
}

export const replaceOne: Disturb<ReplacingServer> = async (server, workers) => {
  await server.replaceOne();
  await replaced(server, workers.slice(0, 1), workers.length);
};

/** By a request on a connection of its own, which does not count: somebody has to be the culprit. */
export const crash: Disturb<SupervisedServer> = async (server, workers) => {
  await get(server.port, '/throw').catch(() => {});
  await waitFor('the crashed worker to end', () => workers.some(pid => !isAlive(pid)));
  await replaced(server, [], workers.length);
};

export const kill: Disturb<SupervisedServer> = async (server, workers) => {
  const [victim] = workers;
  process.kill(victim!, 'SIGKILL');
  await replaced(server, [victim!], workers.length);
};

async function replaced(server: SupervisedServer, gone: readonly number[], workers: number): Promise<void> {
  await waitFor('the workers to be replaced', async () => {
    const serving = (await server.workerPids()).filter(isAlive);
    return serving.length === workers && !gone.some(isAlive);
  });
}
