import type {Policy} from '../../api/types.js';
import {createRoundRobin} from './round-robin.js';

/** What a policy needs to know of a worker. */
export interface Candidate {
  /** Serves, and its event loop turns. */
  readonly isAvailable: boolean;
  /** May be given one right now. */
  readonly takesConnections: boolean;
  /** Open connections. */
  readonly load: number;
}

/** Decides who gets the next connection of one listener, where the master accepts. */
export interface DispatchPolicy {
  /** `null` if none may be given one now: the connection is held. */
  pick<Worker extends Candidate>(workers: readonly Worker[]): Worker | null;
}

/** `null` for the policy under which the kernel hands out connections and the master has no say. */
export function createPolicy(policy: Policy): DispatchPolicy | null {
  switch (policy) {
    case 'round-robin':
      return createRoundRobin();
    case 'shared':
      return null;
  }
}
