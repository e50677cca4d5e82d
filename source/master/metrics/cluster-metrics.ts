import {servingWorkers} from '../../api/ready-workers.js';
import {CLUSTER_STATES, type ListenerSnapshot} from '../../api/types.js';
import {clusterGauge, clusterMetric, type Metric} from './metric.js';

const MICROS_PER_S = 1e6;
const MS_PER_S = 1e3;
/** Listeners that are told apart. An app may open any number; what is held by others is summed up. */
const LISTENERS_MAX = 64;
const OTHER_LISTENERS = {listener: 'other', kind: 'other'};

/** What is told of the cluster as a whole, its master, and the machine. */
export const clusterMetrics: readonly Metric[] = [
  clusterGauge('workers_wanted', 'Workers that are wanted', ({snapshot}) => snapshot.cluster.workers),
  clusterGauge(
    'workers_ready',
    'Workers that are ready, neither blocked nor suspended, and not writing their heap',
    ({snapshot}) => servingWorkers(snapshot).length,
  ),
  clusterMetric('gauge', 'state', '1 for the state that the cluster is in', ['state'], ({snapshot}) =>
    CLUSTER_STATES.map(state => [{state}, Number(state === snapshot.cluster.state)]),
  ),
  clusterGauge(
    'generation',
    'How many times the whole cluster has been reloaded',
    ({snapshot}) => snapshot.cluster.generation,
  ),
  clusterMetric(
    'counter',
    'reloads_total',
    'Reloads that have ended, of one worker or of all',
    ['outcome'],
    ({reloads}) => [
      [{outcome: 'succeeded'}, reloads.succeeded],
      [{outcome: 'failed'}, reloads.failed],
    ],
  ),
  clusterMetric('gauge', 'policy_info', 'Who gets the next connection', ['policy'], ({snapshot}) => [
    [{policy: snapshot.cluster.policy}, 1],
  ]),
  clusterMetric(
    'gauge',
    'held_connections',
    'Connections that wait for a worker',
    ['listener', 'kind'],
    ({snapshot}) => heldConnections(snapshot.cluster.listeners),
  ),
  clusterMetric(
    'gauge',
    'fairness_ratio',
    "Jain's index of the distribution over the workers: 1 is even, 1/N is all on one",
    ['of', 'window'],
    ({snapshot: {fairness}}) => [
      [{of: 'requests', window: 'minute'}, fairness.requestsLastMinute],
      [{of: 'requests', window: 'total'}, fairness.requestsTotal],
      [{of: 'connections', window: 'minute'}, fairness.connectionsLastMinute],
      [{of: 'connections', window: 'total'}, fairness.connectionsTotal],
    ],
  ),
  clusterGauge(
    'start_time_seconds',
    'When the cluster was started, in Unix time',
    ({snapshot}) => snapshot.cluster.startedAt / MS_PER_S,
  ),
  clusterMetric(
    'counter',
    'master_cpu_seconds_total',
    'CPU time of the master, user and system',
    [],
    scrape => [[{}, scrape.masterCpuMicros / MICROS_PER_S]],
  ),
  clusterGauge(
    'master_resident_memory_bytes',
    'Resident memory of the master',
    ({snapshot}) => snapshot.master.rssBytes,
  ),
  clusterGauge('host_cpus', 'Cores that the cluster may use', ({snapshot}) => snapshot.host.usableCores),
  clusterGauge(
    'host_cpu_utilization_ratio',
    'Share of all cores of the machine that was busy in the last second',
    ({snapshot}) => snapshot.host.cpuPercent / 100,
  ),
  clusterGauge('host_load1', 'Load average of the last minute', ({snapshot}) => snapshot.host.loadAverage[0]),
  clusterGauge(
    'host_load5',
    'Load average of the last 5 minutes',
    ({snapshot}) => snapshot.host.loadAverage[1],
  ),
  clusterGauge(
    'host_load15',
    'Load average of the last 15 minutes',
    ({snapshot}) => snapshot.host.loadAverage[2],
  ),
  clusterGauge(
    'host_memory_total_bytes',
    'Memory of the machine',
    ({snapshot}) => snapshot.host.memory.totalBytes,
  ),
  clusterGauge(
    'host_memory_used_bytes',
    'Memory of the machine that is in use, without the page cache',
    ({snapshot}) => snapshot.host.memory.usedBytes,
  ),
  clusterGauge(
    'host_memory_cache_bytes',
    'Memory of the machine that holds its caches and buffers',
    ({snapshot}) => snapshot.host.memory.cacheBytes,
  ),
  clusterGauge(
    'host_swap_total_bytes',
    'Swap space of the machine',
    ({snapshot}) => snapshot.host.memory.swapTotalBytes,
  ),
  clusterGauge(
    'host_swap_used_bytes',
    'Swap space of the machine that is in use',
    ({snapshot}) => snapshot.host.memory.swapUsedBytes,
  ),
  clusterMetric('gauge', 'build_info', 'What runs', ['version', 'node_version'], ({snapshot: {cluster}}) => [
    [{version: cluster.clusterviewVersion, node_version: cluster.nodeVersion}, 1],
  ]),
];

/** Each address once, even where there are several listeners of it. */
function heldConnections(listeners: readonly ListenerSnapshot[]) {
  const held = new Map<string, [{listener: string; kind: string}, number]>();
  for (const {address, kind, held: more} of listeners) {
    const labels = held.size < LISTENERS_MAX ? {listener: address, kind} : OTHER_LISTENERS;
    let key = `${kind} ${address}`;
    if (!held.has(key) && labels === OTHER_LISTENERS) key = OTHER_LISTENERS.kind;
    const entry = held.get(key) ?? [labels, 0];
    entry[1] += more;
    held.set(key, entry);
  }
  return [...held.values()];
}
