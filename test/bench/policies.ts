import type {Policy} from '../../source/api/types.js';
import {comparisonHead, comparisonLine, describeComparison, runInTurn} from './in-turn.js';
import type {LoadClient} from './load.js';
import {startClusterview, startNodeCluster} from './servers.js';

const WORKERS = 2;
/** Many: with few, one worker often gets most of them, and what is compared is luck. */
const CONNECTIONS = 128;

/** Throughput of the demo's fast route beside `node:cluster`. */
export async function comparePolicies(
  client: LoadClient,
  policies: readonly Policy[],
  isQuick: boolean,
): Promise<void> {
  const size = {connections: CONNECTIONS, rounds: isQuick ? 2 : 8, pairsARound: isQuick ? 6 : 10};
  process.stdout.write(`\npolicies: ${WORKERS} workers, ${describeComparison(size)}`);
  process.stdout.write(comparisonHead('policy', 'clusterview', 'node:cluster'));
  for (const policy of policies) {
    const start = () => Promise.all([startClusterview(policy, WORKERS), startNodeCluster(policy, WORKERS)]);
    for (const keepAlive of [true, false]) {
      const pairs = await runInTurn(client, {...size, keepAlive}, start);
      const what = `${policy}, ${keepAlive ? 'keep-alive' : 'new connections'}`;
      process.stdout.write(comparisonLine(what, pairs));
    }
  }
}
