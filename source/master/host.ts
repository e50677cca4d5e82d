import os from 'node:os';
import type {HostFigures} from '../api/types.js';
import {HOST_MEMORY_EVERY_TICKS} from './bounds.js';

/**
 * The machine. `systeminformation` knows it best, but some of its answers cost: what never changes is asked
 * once, memory every few seconds, and CPU is a difference of `os.cpus()` (its `currentLoad()` blocks the event
 * loop for 7 ms). Its files are loaded one by one: there are twenty more, and what is loaded stays.
 */
export class Host {
  #ticks = 0;
  #cpu = cpuTimes();
  #cpuPercent = 0;
  #memory = freeMemory();
  #identity: Pick<HostFigures, 'os' | 'container'> = {os: `${os.type()} ${os.release()}`, container: null};
  readonly #cpuModel = os.cpus()[0]?.model.trim() ?? 'unknown';

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
    return {
      hostname: os.hostname(),
      ...this.#identity,
      cpuModel: this.#cpuModel,
      cores: os.availableParallelism(),
      cpuPercent: this.#cpuPercent,
      memory: this.#memory,
      loadAverage: os.loadavg() as [number, number, number],
    };
  }

  async #identify(): Promise<void> {
    const {default: osInfo} = await import('systeminformation/lib/osinfo.js');
    const {default: systems} = await import('systeminformation/lib/system.js');
    const {distro, release, codename} = await osInfo.osInfo();
    const system = await systems.system();
    this.#identity = {
      os: [distro, release, codename && `(${codename})`].filter(Boolean).join(' '),
      container: /docker/i.test(system.model) ? 'docker' : null,
    };
  }

  async #measureMemory(): Promise<void> {
    const {default: memories} = await import('systeminformation/lib/memory.js');
    const memory = await memories.mem();
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

function cpuTimes(): {busy: number; total: number} {
  let total = 0;
  let idle = 0;
  for (const {times} of os.cpus()) {
    total += times.user + times.nice + times.sys + times.idle + times.irq;
    idle += times.idle;
  }
  return {busy: total - idle, total};
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
