import type {Loss} from '../../../support/steady-clients.js';

/**
 * The longest that the kernel is given, on a busy machine, to end a killed process and close its connections: what is
 * sent on them later is not excused.
 */
export const DYING_MS = 100;

/** How things stood when a worker was about to end. */
interface Beginning {
  /** By `performance.now()`. */
  readonly at: number;
  /** Which worker, by its pid, had the connection of which client, by its address and port. */
  readonly workers: ReadonlyMap<string, number>;
  /** Clients that waited for an answer. */
  readonly inFlight: ReadonlySet<string>;
}

/** What clients have lost, and of what. */
export interface Losses {
  readonly times: number;
  /** Those that the workers had that ended. */
  readonly connections: number;
  /** Requests on them when it began. */
  readonly inFlight: number;
  readonly failed: number;
  /** Those of them that were sent on such a connection when it had begun, until its end could be known. */
  readonly late: number;
  /** Those of them that were neither late nor in flight on such a connection when it began. */
  readonly failedElsewhere: number;
  readonly closed: number;
  readonly announced: number;
  /** Those of them that no worker had that ended. */
  readonly closedElsewhere: number;
  readonly hung: number;
}

export const NONE: Losses = {
  times: 0,
  connections: 0,
  inFlight: 0,
  failed: 0,
  late: 0,
  failedElsewhere: 0,
  closed: 0,
  announced: 0,
  closedElsewhere: 0,
  hung: 0,
};

/** @param hasEnded whether a worker has, by its pid. */
export function countLosses(
  losses: readonly Loss[],
  hung: number,
  {at, workers, inFlight}: Beginning,
  hasEnded: (pid: number) => boolean,
): Losses {
  const ended = new Set([...workers].filter(([, pid]) => hasEnded(pid)).map(([client]) => client));
  const failed = losses.filter(({kind}) => kind === 'failed');
  const closed = losses.filter(({kind}) => kind !== 'failed');
  const excused = failed.filter(({from, sentAt}) => ended.has(from) && sentAt <= at + DYING_MS);
  return {
    times: 1,
    connections: ended.size,
    inFlight: [...ended].filter(client => inFlight.has(client)).length,
    failed: failed.length,
    late: excused.filter(({sentAt}) => sentAt > at).length,
    failedElsewhere: failed.length - excused.length,
    closed: closed.length,
    announced: closed.filter(({kind}) => kind === 'announced').length,
    closedElsewhere: closed.filter(({from}) => !ended.has(from)).length,
    hung,
  };
}

export function sum(a: Losses, b: Losses): Losses {
  const names = Object.keys(a) as (keyof Losses)[];
  return Object.fromEntries(names.map(name => [name, a[name] + b[name]])) as unknown as Losses;
}
