/**
 * Throughput of the demo's fast route beside `node:cluster`, both serving at the same time and loaded in
 * turn, so that whatever else the machine does meets both alike. `npm run bench`, or `-- --quick`; with names of
 * policies behind `--`, these alone.
 */
import {fork} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import os from 'node:os';
import {fileURLToPath} from 'node:url';
import {POLICIES, type Policy} from '../../source/api/types.js';
import {type BenchServer, startClusterview, startNodeCluster} from './servers.js';

/** One client gets one worker under `sticky`, and `node:cluster` has nothing like it. */
const COMPARED = POLICIES.filter(policy => policy !== 'sticky');
const named = COMPARED.filter(policy => process.argv.includes(policy));
const WORKERS = 2;
/** Many: with few, one worker often gets most of them, and what is compared is luck. */
const CONNECTIONS = 128;
const WARM_UP_MS = 1000;
const quick = process.argv.includes('--quick');
/** Each round starts both anew: what the compiler makes of a process differs by more than what is measured. */
const ROUNDS = quick ? 2 : 8;
/** Many short runs: where a machine is slow for a while, it is so for both of a pair. */
const PAIRS_A_ROUND = quick ? 6 : 10;
const RUN_MS = 250;

interface Run {
  readonly requestsPerSecond: number;
  /** CPU of master and workers together; `null` where the system does not tell it. */
  readonly cpuMicrosPerRequest: number | null;
}

const client = fork(fileURLToPath(new URL('load-client.mjs', import.meta.url)), {execArgv: []});
const clientEnd = once(client, 'exit').then(([code]) =>
  Promise.reject(new Error(`the client ended: ${code}`)),
);
clientEnd.catch(() => {});

async function load(server: BenchServer, keepAlive: boolean, ms: number): Promise<Run> {
  const before = cpuMicros(server.pids);
  client.send({port: server.port, connections: CONNECTIONS, keepAlive, ms});
  const [tally] = await Promise.race([once(client, 'message'), clientEnd]);
  const after = cpuMicros(server.pids);
  if (tally.failed > 0) throw new Error(`${server.name}: ${tally.failed} requests failed`);
  return {
    requestsPerSecond: tally.answered / (tally.ms / 1000),
    cpuMicrosPerRequest: before === null || after === null ? null : (after - before) / tally.answered,
  };
}

/** User and system time so far (Linux, in ticks of 10 ms). */
function cpuMicros(pids: readonly number[]): number | null {
  try {
    return pids.reduce((sum, pid) => {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return sum + (Number(fields[11]) + Number(fields[12])) * 10_000;
    }, 0);
  } catch {
    return null;
  }
}

async function compare(policy: Policy, keepAlive: boolean): Promise<void> {
  const ours: Run[] = [];
  const theirs: Run[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const servers = await Promise.all([
      startClusterview(policy, WORKERS),
      startNodeCluster(policy, WORKERS),
    ] as const);
    for (const server of servers) await load(server, keepAlive, WARM_UP_MS);
    for (let pair = 0; pair < PAIRS_A_ROUND; pair++) {
      const turns = [
        [servers[0], ours],
        [servers[1], theirs],
      ] as const;
      // Neither is always first.
      for (const [server, runs] of pair % 2 === 0 ? turns : turns.toReversed()) {
        runs.push(await load(server, keepAlive, RUN_MS));
      }
    }
    await Promise.all(servers.map(server => server.stop()));
  }
  print(policy, keepAlive, ours, theirs);
}

function print(policy: Policy, keepAlive: boolean, ours: readonly Run[], theirs: readonly Run[]): void {
  const rates = (runs: readonly Run[]) => runs.map(({requestsPerSecond}) => requestsPerSecond);
  const cpu = (runs: readonly Run[]) => runs.flatMap(({cpuMicrosPerRequest}) => cpuMicrosPerRequest ?? []);
  const ratios = rates(ours).map((rate, index) => rate / rates(theirs)[index]!);
  const cpuRatio = median(cpu(ours)) / median(cpu(theirs));
  const columns = [
    `${policy}, ${keepAlive ? 'keep-alive' : 'new connections'}`.padEnd(30),
    `${Math.round(median(rates(ours)))}`.padStart(11),
    `${Math.round(median(rates(theirs)))}`.padStart(12),
    (median(rates(ours)) / median(rates(theirs))).toFixed(3).padStart(7),
    median(ratios).toFixed(3).padStart(8),
    `${quantile(ratios, 0.25).toFixed(2)}-${quantile(ratios, 0.75).toFixed(2)}`.padStart(11),
    Number.isNaN(cpuRatio) ? '' : cpuRatio.toFixed(3).padStart(9),
  ];
  process.stdout.write(`${columns.join('  ')}\n`);
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const index = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(index)]!, sorted[Math.ceil(index)]!];
  return low + (high - low) * (index - Math.floor(index));
}

process.stdout.write(
  `Node ${process.version}, ${os.availableParallelism()} cores; ${WORKERS} workers, ${CONNECTIONS} connections, ` +
    `${ROUNDS} rounds of ${PAIRS_A_ROUND} pairs of runs of ${RUN_MS} ms in turn\n` +
    'medians of requests/s; their ratio; the ratios of pairs, median and middle half; ratio of CPU a request\n',
);
process.stdout.write(
  `${'policy'.padEnd(30)}  clusterview  node:cluster    ratio     pairs       spread        CPU\n`,
);
for (const policy of named.length > 0 ? named : COMPARED) {
  for (const keepAlive of [true, false]) await compare(policy, keepAlive);
}
client.disconnect();
