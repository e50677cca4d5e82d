import {setTimeout as sleep} from 'node:timers/promises';
import {isAlive} from '../../../support/processes.js';
import {Random} from '../../../support/random.js';
import {SteadyClients} from '../../../support/steady-clients.js';
import {acceptedConnections} from '../../connections.js';
import type {SupervisedServer} from '../../peers/server.js';
import {countLosses, type Losses} from './count.js';
import type {Disturb} from './disturbances.js';

export const CONNECTIONS = 32;
export const ROUTE_MS = 50;
/** On average: a third of the connections is idle at any moment. */
export const THINK_MS = 25;
/** Longer than one of these clients takes for a request and its thoughts: it may begin at any moment of that. */
export const WAIT_MS = 200;
/** A request that is not answered by then hangs. */
export const HANG_MS = 5000;

interface Clients {
  readonly connections: number;
  /** On average, between an answer and the next request. */
  readonly thinkMs: number;
}

/**
 * What clients lose by one disturbance, from when it begins until the last of them has left.
 * @param seed for what they do when, and for when it begins: the same for all that are compared.
 */
export async function lossesOf<Server extends SupervisedServer>(
  server: Server,
  disturb: Disturb<Server>,
  seed: number,
  {connections, thinkMs}: Clients = {connections: CONNECTIONS, thinkMs: THINK_MS},
): Promise<Losses> {
  const {port} = server;
  const path = `/slow?ms=${ROUTE_MS}`;
  const clients = new SteadyClients(port, {connections, path, thinkMs, seed});
  try {
    await clients.waitForAnswers(2);
    const pids = await server.workerPids();
    const workers = await acceptedConnections(pids, port);
    await sleep(new Random(seed).next() * WAIT_MS);
    const earlier = clients.losses.length;
    const beginning = {at: performance.now(), workers, inFlight: clients.inFlight};
    await disturb(server, pids);
    await clients.waitForAnswers(2);
    // Each leaves when it would send its next request.
    const {hung} = await clients.end(HANG_MS + 2 * thinkMs);
    return countLosses(clients.losses.slice(earlier), hung, beginning, pid => !isAlive(pid));
  } finally {
    // They are still there if it has failed half way.
    await clients.end(0);
  }
}
