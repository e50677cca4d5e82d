import {readdirSync, readFileSync} from 'node:fs';
import {waitFor} from './wait-for.js';

/** Environment variable by which all processes of one test are found again. */
export const MARK = 'CLUSTERVIEW_TEST_RUN';

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch {
    return false;
  }
}

/** With SIGKILL, unless it has just ended by itself. */
export function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Pids of all processes with that mark in their environment (Linux). */
export function markedProcesses(mark: string): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`${MARK}=${mark}\0`) && !isZombie(pid);
      } catch {
        return false;
      }
    });
}

/**
 * Ends by force whatever is left of what was started with that mark, also what it starts meanwhile, and where nobody
 * knows its pid. Other systems than Linux do not tell whose a process is: there it does nothing.
 */
export async function endMarked(mark: string): Promise<void> {
  if (process.platform !== 'linux') return;
  await waitFor(
    () => `the end by force of ${markedProcesses(mark).map(commandLine).join(', ')}`,
    () => {
      const pids = markedProcesses(mark);
      for (const pid of pids) endProcess(pid);
      return pids.length === 0;
    },
  );
}

export async function waitForNoProcess(mark: string): Promise<void> {
  await waitFor(
    () => `the end of ${markedProcesses(mark).map(commandLine).join(', ')}`,
    () => markedProcesses(mark).length === 0,
  );
}

export function commandLine(pid: number): string {
  try {
    return `${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()}`;
  } catch {
    return `${pid} (gone)`;
  }
}

function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}
