import {Failure} from '../failure.js';
import {Cluster} from '../master/cluster.js';
import type {Settings} from '../master/settings.js';

/** A master in this very process. @throws Failure where it cannot be made, as where the copy of its data has no place. */
export function createCluster(settings: Settings): Cluster {
  try {
    return new Cluster(settings);
  } catch (error) {
    throw new Failure((error as Error).message);
  }
}
