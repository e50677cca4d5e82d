import {createApiClient, VIEWER_AGENT} from '../api/client.js';
import {Cluster} from '../master/cluster.js';
import type {Settings} from '../master/settings.js';
import {narrate} from './narrate.js';
import {stopOnSignals} from './stop-on-signals.js';

/** The master in this very process, told in sentences. @returns the exit code. */
export async function runPlain(settings: Settings): Promise<number> {
  const cluster = new Cluster(settings);
  let hasFailed = false;
  cluster.on('failed', () => {
    // What is wrong with the app may be mended in a moment.
    if (settings.watch) return;
    hasFailed = true;
    cluster.stop(false, 'clusterview');
  });
  const ended = new Promise<void>(resolve => cluster.once('ended', resolve));
  stopOnSignals(cluster);
  try {
    await cluster.start();
  } catch (error) {
    process.stderr.write(`clusterview: ${(error as Error).message}\n`);
    return 1;
  }
  const client = createApiClient(settings.socketPath, VIEWER_AGENT);
  const exitCode = await narrate({client, ownsCluster: true});
  await ended;
  return hasFailed ? 1 : exitCode;
}
