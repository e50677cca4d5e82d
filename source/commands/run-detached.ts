import {createApiClient} from '../api/client.js';
import type {Snapshot} from '../api/types.js';
import {plural} from '../master/naming.js';
import type {Settings} from '../master/settings.js';
import {STOP_SIGNALS} from '../stop-signals.js';
import {printFailure} from './action.js';
import {startMaster} from './start-master.js';
import {waitUntilReady} from './wait-until-ready.js';

/**
 * Starts a master of its own, and leaves it alone once its workers serve. One whose workers do not is stopped.
 * @returns the exit code: 0 if it serves.
 */
export async function runDetached(settings: Settings): Promise<number> {
  const {workers, socketPath} = settings;
  const master = startMaster(settings, false);
  for (const signal of STOP_SIGNALS) process.on(signal, master.stop);
  const greeting = await master.greeting;
  if (!greeting.ready) return fail(greeting.reason);

  try {
    const client = createApiClient(socketPath, 'clusterview-detach');
    const failure = await waitUntilReady(client, workers);
    if (failure !== null) {
      master.stop();
      return fail(failure);
    }
    tellOf(await client.status());
  } catch (error) {
    master.stop();
    return printFailure(error);
  }
  for (const signal of STOP_SIGNALS) process.off(signal, master.stop);
  master.letGo();
  return 0;
}

function tellOf({cluster}: Snapshot): void {
  const {name, workers} = cluster;
  const addresses = cluster.listeners.map(({address}) => address).join(', ');
  process.stdout.write(
    `${name} runs with ${plural(workers, 'worker')}${addresses && `, listening on ${addresses}`}; see it with: clusterview attach ${name}\n`,
  );
}

function fail(reason: string): number {
  process.stderr.write(`clusterview: ${reason}\n`);
  return 1;
}
