import {readFileSync} from 'node:fs';
import path from 'node:path';
import {type CgroupDirectory, cgroupDirectories} from './directories.js';

/**
 * CPU time that the control groups of this process allow, in cores: 1.5 is 150 ms in 100 ms. The smallest limit of
 * all groups around it counts.
 * @param root the directory that stands for `/`.
 * @returns `Infinity` without a limit.
 */
export function cpuLimit(root = '/'): number {
  return smallest(cgroupDirectories('cpu', root), directory =>
    directory.version === 2
      ? quotient(readWords(directory, 'cpu.max'))
      : quotient([...readWords(directory, 'cpu.cfs_quota_us'), ...readWords(directory, 'cpu.cfs_period_us')]),
  );
}

/**
 * The same of memory, in bytes.
 * @param root the directory that stands for `/`.
 * @returns `Infinity` without a limit; version 1 says so by a number that no machine has.
 */
export function memoryLimit(root = '/'): number {
  return smallest(cgroupDirectories('memory', root), directory =>
    Number(readWords(directory, directory.version === 2 ? 'memory.max' : 'memory.limit_in_bytes')[0]),
  );
}

/** Of what is a limit: neither `max` nor -1, nor missing. */
function smallest(
  directories: readonly CgroupDirectory[],
  read: (directory: CgroupDirectory) => number,
): number {
  return Math.min(...directories.map(read).filter(limit => limit > 0));
}

function quotient([quota, period]: readonly string[]): number {
  return Number(quota) / Number(period);
}

/** None where there is no such file: the outermost group has none, nor one that does not use the controller. */
function readWords(directory: CgroupDirectory, file: string): string[] {
  try {
    return readFileSync(path.join(directory.path, file), 'utf8').trim().split(' ');
  } catch {
    return [];
  }
}
