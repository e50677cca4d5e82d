import os from 'node:os';
import {cpuLimit} from './cgroup/limits.js';

/**
 * Cores that this process may use: by its affinity, and by the quota of its control groups, of which Node 20 knows
 * nothing; a part of a core counts as one.
 * @param root the directory that stands for `/`.
 */
export function availableCores(root = '/'): number {
  return Math.min(os.availableParallelism(), Math.ceil(cpuLimit(root)));
}
