import {ApiCallError, createApiClient} from '../api/client.js';
import type {Snapshot} from '../api/types.js';
import {plural} from '../master/naming.js';
import type {Settings} from '../master/settings.js';
import {STOP_SIGNALS} from '../stop-signals.js';
import {printable} from './printable.js';
import {type MasterHandle, startMaster} from './start-master.js';
import {waitUntilReady} from './wait-until-ready.js';

/**
 * Starts masters of their own, all at once, and leaves each alone once its workers serve. One whose workers do not is
 * stopped, which is nothing to the others.
 * @returns the exit code: 0 if all serve.
 */
export async function runDetached(clusters: readonly Settings[]): Promise<number> {
  const starting = new Set<MasterHandle>();
  const stop = () => {
    for (const master of starting) master.stop();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  const failures = await Promise.all(
    clusters.map(async settings => {
      const master = startMaster(settings, false);
      starting.add(master);
      const failure = await failureOf(master, settings);
      starting.delete(master);
      if (failure === null) return false;
      const which = clusters.length > 1 ? `${settings.name}: ` : '';
      process.stderr.write(`clusterview: ${printable(which + failure, process.stderr)}\n`);
      return true;
    }),
  );
  for (const signal of STOP_SIGNALS) process.off(signal, stop);
  return failures.includes(true) ? 1 : 0;
}

/** @returns why it does not serve, in one line; `null` if it does. */
async function failureOf(master: MasterHandle, {workers, socketPath}: Settings): Promise<string | null> {
  const greeting = await master.greeting;
  if (!greeting.ready) return greeting.reason;
  try {
    const client = createApiClient(socketPath, 'clusterview-detach');
    const failure = await waitUntilReady(client, workers);
    if (failure === null) {
      tellOf(await client.status());
      master.letGo();
      return null;
    }
    master.stop();
    return failure;
  } catch (error) {
    master.stop();
    if (!(error instanceof ApiCallError)) throw error;
    return error.message;
  }
}

function tellOf({cluster}: Snapshot): void {
  const {name, workers} = cluster;
  const addresses = cluster.listeners.map(({address}) => address).join(', ');
  process.stdout.write(
    `${name} runs with ${plural(workers, 'worker')}${addresses && `, listening on ${addresses}`}; see it with: clusterview attach ${name}\n`,
  );
}
