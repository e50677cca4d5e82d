import {checkNameIsFree} from '../api/socket.js';
import {EventLog} from './event-log.js';
import {type ForkedWorker, forkWorker} from './fork-worker.js';
import {Guardian} from './guardian.js';
import type {Settings} from './settings.js';
import {hasControllingTerminal, leadsGroup} from './terminal.js';
import {WorkerEnvironment} from './worker-environment.js';

/** A cluster of which there is the process of the first worker, and what that needed. */
export interface Beginning {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly events: EventLog;
  readonly environment: WorkerEnvironment;
  /** Ctrl-C is the master's to handle: there each worker has a session of its own. */
  readonly inTerminal: boolean;
  /** Guards the process, too: it would end that, should this one end before there is a cluster. */
  readonly guardian: Guardian;
  /** `null` once it has been taken over. */
  first: ForkedWorker | null;
}

/**
 * Forks the first worker. A master without a viewer calls this before most of it is loaded, and the worker starts
 * meanwhile, which takes a few milliseconds off the time to the first answer. What is told of it is not to be missed:
 * whoever calls this makes the cluster and starts it before the event loop turns again. To load files of ours does not
 * let it turn, since they are CommonJS.
 * @throws an `Error` with one line for the user, if there is such a cluster already or a file of the settings cannot be
 * read; then there is no process.
 */
export async function begin(settings: Settings): Promise<Beginning> {
  // What the app does as it starts, such as changing a database, is not to be done beside the one that runs.
  await checkNameIsFree(settings.socketPath, settings.name);
  const at = Date.now();
  const events = new EventLog();
  const environment = new WorkerEnvironment(settings, events);
  const inTerminal = hasControllingTerminal();
  const kind = inTerminal ? 'groups' : leadsGroup() ? 'master-group' : 'processes';
  const guardian = new Guardian(kind, environment.directories);
  const first = forkWorker({id: 1, slot: 1, ownSession: inTerminal}, settings, environment);
  guardian.watch([first.process.pid ?? 0]);
  return {at, events, environment, inTerminal, guardian, first};
}
