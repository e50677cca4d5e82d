import os from 'node:os';
import type {HostFigures} from '../api/types.js';
import {readProc} from './read-proc.js';

export type HostMemory = HostFigures['memory'];

/**
 * `systeminformation` reads the same file eight times for it, and takes 1 ms.
 * @returns `null` where Linux does not tell it, on other systems, and where the file cannot be read.
 */
export function linuxMemory(): HostMemory | null {
  try {
    return parseMemory(readProc('/proc/meminfo'));
  } catch {
    return null;
  }
}

/** What any system tells, at once. */
export function portableMemory(): HostMemory {
  const totalBytes = os.totalmem();
  const availableBytes = os.freemem();
  return {
    totalBytes,
    usedBytes: totalBytes - availableBytes,
    availableBytes,
    cacheBytes: 0,
    swapTotalBytes: 0,
    swapUsedBytes: 0,
  };
}

/** What other systems tell when they are asked for more. */
export async function measuredMemory(): Promise<HostMemory> {
  const {default: system} = await import('systeminformation/lib/memory.js');
  const memory = await system.mem();
  return {
    totalBytes: memory.total,
    usedBytes: memory.total - memory.available,
    availableBytes: memory.available,
    cacheBytes: memory.buffcache,
    swapTotalBytes: memory.swaptotal,
    swapUsedBytes: memory.swapused,
  };
}

/**
 * What Linux tells (proc_meminfo(5)). Caches are what `free` of procps calls so: of the kernel's own, those that it would
 * give back.
 * @param meminfo the text of `/proc/meminfo`.
 * @returns `null` where it does not tell what is available (before Linux 3.14).
 */
export function parseMemory(meminfo: string): HostMemory | null {
  const bytes = new Map<string, number>();
  for (const [, name, kibibytes] of meminfo.matchAll(/^(\w+): +(\d+) kB$/gm)) {
    bytes.set(name!, Number(kibibytes) * 1024);
  }
  const of = (name: string) => bytes.get(name) ?? 0;
  const totalBytes = bytes.get('MemTotal');
  const availableBytes = bytes.get('MemAvailable');
  if (totalBytes === undefined || availableBytes === undefined) return null;
  return {
    totalBytes,
    usedBytes: totalBytes - availableBytes,
    availableBytes,
    cacheBytes: of('Buffers') + of('Cached') + of('SReclaimable'),
    swapTotalBytes: of('SwapTotal'),
    swapUsedBytes: of('SwapTotal') - of('SwapFree'),
  };
}
