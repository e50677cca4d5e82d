import type {Cluster} from './cluster.js';

/**
 * For the very end of a master: ends this process by force where a disk does not answer. Node waits for such a call even in
 * `process.exit` (20 to 26), for ever; what it was to write has been given up, and told.
 */
export function endDespiteDisk({hasDiskThatHangs}: Pick<Cluster, 'hasDiskThatHangs'>): void {
  if (hasDiskThatHangs) process.kill(process.pid, 'SIGKILL');
}
