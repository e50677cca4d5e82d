import {performance} from 'node:perf_hooks';
import type {HealthReport} from '../messages/types.js';
import {EventLoopDelay} from './event-loop-delay.js';
import {GarbageCollections} from './garbage-collections.js';

const MICROS_PER_MS = 1e3;
/** An event loop whose utilization is less is at rest. */
export const RESTS_BELOW = 0.05;

/** Returns a function that tells how the process has been since it was last called. */
export function watchHealth(): () => HealthReport {
  const delay = new EventLoopDelay();
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

  return () => {
    const now = performance.eventLoopUtilization();
    const share = performance.eventLoopUtilization(now, utilization).utilization;
    utilization = now;
    const {user, system} = process.cpuUsage();
    const {rss, heapUsed, heapTotal} = readMemory();
    const {delayP50Ms, delayP99Ms, delayMaxMs} = delay.take(share < RESTS_BELOW);
    return {
      uptimeMs: rounded(performance.now()),
      cpuMicros: user + system,
      rssBytes: rss,
      heapUsedBytes: heapUsed,
      heapTotalBytes: heapTotal,
      gcMicros: Math.round(collections.total() * MICROS_PER_MS),
      eventLoopUtilization: rounded(share),
      delayP50Ms: rounded(delayP50Ms),
      delayP99Ms: rounded(delayP99Ms),
      delayMaxMs: rounded(delayMaxMs),
    };
  };
}

/** To three places: each digit more is one that the master has to read, of every worker in every second. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
