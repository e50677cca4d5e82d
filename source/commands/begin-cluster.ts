import {Failure} from '../failure.js';
import {type Beginning, begin} from '../master/begin.js';
import type {Settings} from '../master/settings.js';

/** Of a master in this very process. @throws Failure where there can be none. */
export async function beginCluster(settings: Settings): Promise<Beginning> {
  try {
    return await begin(settings);
  } catch (error) {
    throw new Failure((error as Error).message);
  }
}
