import {createApiClient, VIEWER_AGENT} from '../api/client.js';
import {Cluster} from '../master/cluster.js';
import type {Settings} from '../master/settings.js';
import {beginCluster} from './begin-cluster.js';
import {narrate} from './narrate.js';
import {startMaster} from './start-master.js';
import {stopBySignals} from './stop-by-signals.js';
import {untilEnded} from './until-ended.js';

/** The cluster told in sentences. @returns the exit code. @throws Failure where there can be none. */
export function runPlain(settings: Settings): Promise<number> {
  return process.stdin.isTTY ? runTyped(settings) : runUntyped(settings);
}

/** A master of its own, which can be left running, steered by what is typed. */
async function runTyped(settings: Settings): Promise<number> {
  const master = startMaster(settings, true);
  const signals = stopBySignals([master]);
  const greeting = await master.greeting;
  signals.release();
  if (!greeting.ready) {
    if (signals.hasStopped()) return 0;
    process.stderr.write(`clusterview: ${greeting.reason}\n`);
    return 1;
  }
  const client = createApiClient(settings.socketPath, VIEWER_AGENT);
  const {exitCode, hasLeft} = await narrate({
    client,
    ownsCluster: true,
    onSignal: 'stop',
    stopsFailed: !settings.watch,
  });
  if (hasLeft) master.letGo();
  else if (exitCode !== 0) process.stderr.write(master.lastWords());
  return exitCode;
}

/** The master in this very process. */
async function runUntyped(settings: Settings): Promise<number> {
  const cluster = new Cluster(settings, await beginCluster(settings));
  const ended = untilEnded(cluster, settings);
  try {
    await cluster.start();
  } catch (error) {
    process.stderr.write(`clusterview: ${(error as Error).message}\n`);
    return 1;
  }
  const client = createApiClient(settings.socketPath, VIEWER_AGENT);
  const {exitCode} = await narrate({client, ownsCluster: true, onSignal: null, stopsFailed: false});
  return (await ended) === null ? exitCode : 1;
}
