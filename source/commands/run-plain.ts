import {createApiClient, VIEWER_AGENT} from '../api/client.js';
import {Cluster} from '../master/cluster.js';
import type {Settings} from '../master/settings.js';
import {narrate} from './narrate.js';
import {untilEnded} from './until-ended.js';

/** The master in this very process, told in sentences. @returns the exit code. */
export async function runPlain(settings: Settings): Promise<number> {
  const cluster = new Cluster(settings);
  const ended = untilEnded(cluster, settings);
  try {
    await cluster.start();
  } catch (error) {
    process.stderr.write(`clusterview: ${(error as Error).message}\n`);
    return 1;
  }
  const client = createApiClient(settings.socketPath, VIEWER_AGENT);
  const exitCode = await narrate({client, ownsCluster: true});
  return (await ended) === null ? exitCode : 1;
}
