import type {HistoryPoint, SlotSnapshot} from './types.js';

/** What charts draw of one second of one slot. */
export function historyPoint(at: number, {worker}: SlotSnapshot): HistoryPoint {
  return {
    at,
    cpuPercent: worker?.cpuPercent ?? 0,
    rssBytes: worker?.rssBytes ?? 0,
    heapUsedBytes: worker?.heapUsedBytes ?? 0,
    delayP99Ms: worker?.eventLoopDelay.p99Ms ?? 0,
    requestsPerSecond: worker?.requests.perSecond ?? 0,
    p50Ms: worker?.latency.p50Ms ?? null,
    p99Ms: worker?.latency.p99Ms ?? null,
  };
}
