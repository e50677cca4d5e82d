import {monitorEventLoopDelay, performance} from 'node:perf_hooks';
import type {HealthReport} from '../messages/types.js';
import {GarbageCollections} from './garbage-collections.js';

/** How often the event loop is sampled. Each sample is the time since the one before, this interval included. */
const SAMPLE_INTERVAL_MS = 20;
const NANOS_PER_MS = 1e6;
const MICROS_PER_MS = 1e3;

/** Returns a function that tells how the process has been since it was last called. */
export function watchHealth(): () => HealthReport {
  const delay = monitorEventLoopDelay({resolution: SAMPLE_INTERVAL_MS});
  delay.enable();
  const collections = new GarbageCollections();
  let utilization = performance.eventLoopUtilization();
  // Reading the RSS opens a file: where the app has no file descriptor left, what was read last has to do.
  let memory = {rss: 0, heapUsed: 0, heapTotal: 0};
  const readMemory = () => {
    try {
      memory = process.memoryUsage();
    } catch {}
    return memory;
  };
  const late = (nanos: number) => rounded(Math.max(0, nanos / NANOS_PER_MS - SAMPLE_INTERVAL_MS));

  return () => {
    const now = performance.eventLoopUtilization();
    const share = performance.eventLoopUtilization(now, utilization).utilization;
    utilization = now;
    const {user, system} = process.cpuUsage();
    const {rss, heapUsed, heapTotal} = readMemory();
    const sampled = delay.count > 0;
    const report = {
      uptimeMs: rounded(performance.now()),
      cpuMicros: user + system,
      rssBytes: rss,
      heapUsedBytes: heapUsed,
      heapTotalBytes: heapTotal,
      gcMicros: Math.round(collections.total() * MICROS_PER_MS),
      eventLoopUtilization: rounded(share),
      delayP50Ms: sampled ? late(delay.percentile(50)) : 0,
      delayP99Ms: sampled ? late(delay.percentile(99)) : 0,
      delayMaxMs: sampled ? late(delay.max) : 0,
    };
    delay.reset();
    return report;
  };
}

/** To three places: each digit more is one that the master has to read, of every worker in every second. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
