import {existsSync, mkdirSync, rmdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {onTestFinished, type TestContext} from 'vitest';
import {cgroupDirectories} from '../../source/cgroup/directories.js';
import {waitFor} from './wait-for.js';

const PERIOD_US = 100_000;

/** Of one version of control groups: the file of a limit, and what stands in it. */
type Limit = readonly [file: string, value: string];

/** Skips a test for want of control groups, and says why; fails it where they are demanded. */
export function skipWithoutGroups({skip}: TestContext, reason: string): never {
  if (process.env.CONTROL_GROUPS_DEMANDED) throw new Error(reason);
  // The reporter counts what is skipped, and keeps the reason to itself.
  console.warn(`skipped: ${reason}`);
  return skip(reason);
}

/** Of so many cores. @see limit */
export function limitCpu(cores: number): readonly string[] | string {
  const quota = String(cores * PERIOD_US);
  return limit('cpu', {1: ['cpu.cfs_quota_us', quota], 2: ['cpu.max', `${quota} ${PERIOD_US}`]});
}

/** Of so many bytes. @see limit */
export function limitMemory(bytes: number): readonly string[] | string {
  return limit('memory', {1: ['memory.limit_in_bytes', `${bytes}`], 2: ['memory.max', `${bytes}`]});
}

/**
 * A real control group inside that of this process, with a limit, for the length of the test.
 * @returns a command that runs the one behind it there, or why there is none.
 */
function limit(controller: 'cpu' | 'memory', limits: Record<1 | 2, Limit>): readonly string[] | string {
  const [own] = cgroupDirectories(controller, '/');
  if (!own) return `there are no control groups for ${controller}`;
  const directory = path.join(own.path, `clusterview-test-${controller}-${process.pid}`);
  try {
    mkdirSync(directory);
  } catch (error) {
    return `no control group can be made: ${(error as Error).message}`;
  }
  onTestFinished(() =>
    waitFor(`the end of all processes in ${directory}`, () => {
      try {
        rmdirSync(directory);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EBUSY') return false;
        throw error;
      }
      return true;
    }).then(() => {}),
  );
  const [name, value] = limits[own.version];
  const file = path.join(directory, name);
  if (!existsSync(file)) return `${own.path} does not pass the controller of ${controller} on`;
  writeFileSync(file, value);
  return ['/bin/sh', '-c', `echo $$ >${directory}/cgroup.procs && exec "$@"`, 'sh'];
}
