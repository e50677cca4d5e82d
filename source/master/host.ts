import os from 'node:os';
import type {HostFigures} from '../api/types.js';
import {availableCores} from '../available-cores.js';
import type {HostIdentity} from '../identify/process.js';
import {HOST_MEMORY_EVERY_TICKS} from './bounds.js';
import {cpuTimes} from './cpu-times.js';
import {identifyHost} from './identify.js';

type CoreFigures = Pick<HostFigures, 'cpuModel' | 'cores' | 'usableCores'>;

/**
 * The machine. `systeminformation` knows it best, but some of its answers cost: what never changes is asked
 * once, elsewhere, memory every few seconds, and CPU is a difference of two readings (its `currentLoad()` blocks the
 * event loop for 7 ms).
 */
export class Host {
  #ticks = 0;
  #cpu = cpuTimes();
  #cpuPercent = 0;
  #memory = freeMemory();
  #identity: HostIdentity = {os: `${os.type()} ${os.release()}`, container: null};
  #cores: CoreFigures | null = null;

  /** Once a second. */
  tick(): void {
    const now = cpuTimes();
    const total = now.total - this.#cpu.total;
    if (total > 0) this.#cpuPercent = (100 * (now.busy - this.#cpu.busy)) / total;
    this.#cpu = now;
    if (this.#ticks === 0) this.#identify().catch(() => {});
    if (this.#ticks % HOST_MEMORY_EVERY_TICKS === 0) this.#measureMemory().catch(() => {});
    this.#ticks += 1;
  }

  snapshot(): HostFigures {
    // Not before somebody asks: the first worker is not to wait for it.
    this.#cores ??= countCores();
    return {
      hostname: os.hostname(),
      ...this.#identity,
      ...this.#cores,
      cpuPercent: this.#cpuPercent,
      memory: this.#memory,
      loadAverage: os.loadavg() as [number, number, number],
    };
  }

  async #identify(): Promise<void> {
    this.#identity = (await identifyHost()) ?? this.#identity;
  }

  async #measureMemory(): Promise<void> {
    const {default: system} = await import('systeminformation/lib/memory.js');
    const memory = await system.mem();
    this.#memory = {
      totalBytes: memory.total,
      usedBytes: memory.total - memory.available,
      availableBytes: memory.available,
      cacheBytes: memory.buffcache,
      swapTotalBytes: memory.swaptotal,
      swapUsedBytes: memory.swapused,
    };
  }
}

function countCores(): CoreFigures {
  const cpus = os.cpus();
  return {
    cpuModel: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    usableCores: availableCores(),
  };
}

function freeMemory(): HostFigures['memory'] {
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
