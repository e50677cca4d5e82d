import {existsSync, mkdirSync, rmdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {onTestFinished} from 'vitest';
import {cgroupDirectories} from '../../source/cgroup/directories.js';
import {waitFor} from './wait-for.js';

const PERIOD_US = 100_000;

/**
 * A real control group inside that of this process, with a limit of so many cores, for the length of the test.
 * @returns a command that runs the one behind it there, or why there is none.
 */
export function limitCpu(cores: number): readonly string[] | string {
  const [own] = cgroupDirectories('cpu', '/');
  if (!own) return 'there are no control groups for CPU time';
  const directory = path.join(own.path, `clusterview-test-${process.pid}`);
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
  const file = path.join(directory, own.version === 2 ? 'cpu.max' : 'cpu.cfs_quota_us');
  if (!existsSync(file)) return `${own.path} does not pass the CPU controller on`;
  writeFileSync(file, own.version === 2 ? `${cores * PERIOD_US} ${PERIOD_US}` : String(cores * PERIOD_US));
  return ['/bin/sh', '-c', `echo $$ >${directory}/cgroup.procs && exec "$@"`, 'sh'];
}
