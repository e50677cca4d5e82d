import os from 'node:os';
import type {HostFigures} from '../api/types.js';
import {availableCores} from '../available-cores.js';
import type {HostIdentity} from '../identify/process.js';
import {HOST_LOOK_EVERY_TICKS} from './bounds.js';
import {cpuTimes} from './cpu-times.js';
import {type HostMemory, linuxMemory, measuredMemory, portableMemory} from './host-memory.js';
import {identifyHost} from './identify.js';

type CoreFigures = Pick<HostFigures, 'cpuModel' | 'cores' | 'usableCores'>;

/**
 * The machine. `systeminformation` knows it best, but some of its answers cost: what never changes is asked
 * once, elsewhere, CPU is a difference of two readings (its `currentLoad()` blocks the event loop for 7 ms), and of
 * memory it is asked where the system has no file that tells it.
 */
export class Host {
  #ticks = 0;
  #cpu = cpuTimes();
  #cpuPercent = 0;
  readonly #isMemoryTold: boolean;
  #memory: HostMemory;
  #loadAverage = os.loadavg() as [number, number, number];
  #identity: HostIdentity = {os: `${os.type()} ${os.release()}`, container: null};
  #cores: CoreFigures | null = null;

  constructor() {
    const memory = linuxMemory();
    this.#isMemoryTold = memory !== null;
    this.#memory = memory ?? portableMemory();
  }

  /** Once a second. */
  tick(): void {
    const now = cpuTimes();
    const total = now.total - this.#cpu.total;
    if (total > 0) this.#cpuPercent = (100 * (now.busy - this.#cpu.busy)) / total;
    this.#cpu = now;
    if (this.#ticks === 0) this.#identify().catch(() => {});
    if (this.#ticks % HOST_LOOK_EVERY_TICKS === 0) this.#look();
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
      loadAverage: this.#loadAverage,
    };
  }

  async #identify(): Promise<void> {
    this.#identity = (await identifyHost()) ?? this.#identity;
  }

  #look(): void {
    this.#loadAverage = os.loadavg() as [number, number, number];
    // Where there is no descriptor left for the file, what was read last.
    if (this.#isMemoryTold) this.#memory = linuxMemory() ?? this.#memory;
    else this.#measureMemory();
  }

  async #measureMemory(): Promise<void> {
    this.#memory = await measuredMemory().catch(portableMemory);
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
