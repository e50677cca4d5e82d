import type {ClusterEvent, LogLine, SlotSnapshot, Snapshot, WorkerSnapshot} from '../../source/api/types.js';

const MEGABYTE = 1024 * 1024;
/** A fixed moment. */
export const NOW = Date.UTC(2026, 0, 2, 12, 0, 0);

export function someWorker(slot: number, change: Partial<WorkerSnapshot> = {}): WorkerSnapshot {
  return {
    id: slot,
    pid: 1000 + slot,
    phase: 'ready',
    blocked: false,
    stuckWhere: null,
    stopped: false,
    frozen: false,
    diagnosis: null,
    inspectorUrl: null,
    silentForMs: 0,
    startedAt: NOW - 60_000,
    readyAt: NOW - 59_000,
    cpuPercent: 12,
    rssBytes: 60 * MEGABYTE,
    heapUsedBytes: 8 * MEGABYTE,
    heapTotalBytes: 16 * MEGABYTE,
    memoryTrend: null,
    eventLoopUtilization: 0.1,
    gcShare: 0,
    eventLoopDelay: {p50Ms: 1, p99Ms: 2, maxMs: 3},
    connections: {open: 3, accepted: 9},
    requests: {
      started: 100,
      finished: 99,
      aborted: 0,
      inFlight: 1,
      perSecond: 10,
      byStatusClass: [0, 99, 0, 0, 0],
    },
    latency: {count: 99, p50Ms: 1, p95Ms: 2, p99Ms: 3, maxMs: 4},
    ...change,
  };
}

export function someSlot(slot: number, change: Partial<SlotSnapshot> = {}): SlotSnapshot {
  return {
    slot,
    state: 'running',
    nextStartInMs: null,
    worker: someWorker(slot),
    others: [],
    restarts: 0,
    restartsByCause: {},
    crashes: 0,
    crashesByCause: {},
    lastDeath: null,
    total: {requests: 99, connections: 9},
    lastMinute: {requests: 99, connections: 9},
    ...change,
  };
}

export function someSnapshot(workers: number, change: Partial<Snapshot> = {}): Snapshot {
  const slots = Array.from({length: workers}, (_, index) => someSlot(index + 1));
  const {requests, latency} = someWorker(1);
  return {
    sequence: 1,
    at: NOW,
    cluster: {
      name: 'test',
      app: 'app.js',
      state: 'running',
      policy: 'round-robin',
      generation: 0,
      startedAt: NOW - 60_000,
      workers,
      listeners: [{address: '0.0.0.0:3000', kind: 'tcp', held: 0}],
      nodeVersion: '22.0.0',
      clusterviewVersion: '9.9.9',
      drainTimeoutMs: 10_000,
      killTimeoutMs: 10_000,
      metricsAddress: null,
    },
    total: {requests, connections: {open: 3, accepted: 9}, latency, restarts: 0, crashes: 0},
    fairness: {requestsLastMinute: 1, requestsTotal: 1, connectionsLastMinute: 1, connectionsTotal: 1},
    findings: [],
    slots,
    reload: null,
    host: {
      hostname: 'host',
      os: 'an OS',
      cpuModel: 'a CPU',
      cores: 2,
      usableCores: 2,
      container: null,
      cpuPercent: 50,
      memory: {
        totalBytes: 16e9,
        usedBytes: 8e9,
        availableBytes: 8e9,
        cacheBytes: 0,
        swapTotalBytes: 0,
        swapUsedBytes: 0,
      },
      loadAverage: [1, 1, 1],
    },
    master: {pid: 1, cpuPercent: 1, rssBytes: 60 * MEGABYTE},
    ...change,
  };
}

export function someEvent(id: number, change: Partial<ClusterEvent> = {}): ClusterEvent {
  return {
    id,
    at: NOW + id * 1000,
    kind: 'scale',
    severity: 'info',
    slot: 1,
    pid: 1001,
    message: `event ${id}`,
    detail: null,
    ...change,
  };
}

export function someLine(id: number, change: Partial<LogLine> = {}): LogLine {
  return {id, at: NOW + id, slot: 1, pid: 1001, stream: 'stdout', text: `line ${id}`, ...change};
}
