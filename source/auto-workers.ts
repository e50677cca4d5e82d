import {MAX_WORKERS} from './api/types.js';
import {availableCores} from './available-cores.js';
import {memoryLimit} from './cgroup/limits.js';

/**
 * Memory that a worker gets at least, in bytes, where it is limited. One that does nothing takes 47 MB and the master
 * 66 MB (Node 20.20); apps need theirs besides, and during a reload there is one worker more.
 */
export const WORKER_MEMORY_MIN = 128 * 1024 * 1024;

/**
 * `--workers auto`: one per core that may be used, fewer where the memory of a container or a unit would not do.
 * @param root the directory that stands for `/`.
 */
export function autoWorkers(root = '/'): number {
  const byMemory = Math.floor(memoryLimit(root) / WORKER_MEMORY_MIN);
  return Math.max(1, Math.min(availableCores(root), byMemory, MAX_WORKERS));
}
