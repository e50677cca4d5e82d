import type {Policy} from '../../api/types.js';
import {createEvenOut} from './even-out.js';
import {createLeastConnections} from './least-connections.js';
import {createRoundRobin} from './round-robin.js';
import {createSticky} from './sticky.js';

/** What a policy needs to know of a worker. */
export interface Candidate {
  readonly slot: number;
  /** Serves, and its event loop turns. */
  readonly isAvailable: boolean;
  /** May be given one right now. */
  readonly takesConnections: boolean;
  /** How many are on their way to it. */
  readonly unconfirmed: number;
  /** Open connections, with those on their way. */
  readonly load: number;
  /** It has said something just now, and what it was given before is dealt with or may be taken to be. */
  readonly isTrusted: boolean;
  /** How long it has said nothing though something is due from it; 0 where nothing is. */
  readonly overdueMs: number;
  /** That is a while: it is busy. */
  readonly isLate: boolean;
  /** It has just started, or something has kept it busy lately, which may come again. */
  readonly isUnproven: boolean;
  /** It has not said yet that it has dealt with what it was given: see {@link askLoad}. */
  readonly isAsked: boolean;
  /** Has it say something when it has dealt with what it was given; the policy is asked again then, or when it is late. */
  askLoad(): void;
  /** The policy is asked again when it is overdue by so much. */
  watch(overdueMs: number): void;
}

/** What a policy needs to know of a connection. */
export interface Placeable {
  readonly clientAddress: string;
}

/** Decides who gets the next connection of one listener. */
export interface DispatchPolicy {
  /** Where one connection has to wait, the next one may not have to. */
  readonly looksAtClient: boolean;
  /** `null` if no worker may be given it now: it is held, and workers may have been asked what they do. */
  pick<Worker extends Candidate>(workers: readonly Worker[], connection: Placeable): Worker | null;
  /** The worker that was picked has been sent it. */
  gave?(worker: Candidate): void;
}

/** Who gets new connections, and who those that another worker has handed over. */
export interface Dispatch {
  readonly fresh: DispatchPolicy;
  readonly handedOver: DispatchPolicy;
}

/** @param knowsClients connections of this listener have an address; over a Unix socket all clients look alike. */
export function createDispatch(policy: Policy, knowsClients: boolean): Dispatch {
  switch (policy) {
    case 'round-robin':
    // Here the kernel hands out what is new, but for the few that come back unserved.
    case 'shared':
      return {fresh: createRoundRobin(), handedOver: createEvenOut()};
    case 'least-connections':
      return {fresh: createLeastConnections(), handedOver: createEvenOut()};
    case 'sticky':
      return knowsClients
        ? {fresh: createSticky(), handedOver: createSticky()}
        : createDispatch('least-connections', knowsClients);
  }
}
