import {readdirSync, readFileSync} from 'node:fs';
import {fieldsOfStat} from './process-stat.js';

/**
 * What the kernel has a process do (`/proc/PID/stat`, see proc(5)):
 * - `stopped`: nothing, since a signal such as SIGSTOP.
 * - `traced`: nothing, because a tracer such as gdb holds it.
 * - `running`: it runs, or waits for something. Everything counts as this where there is no `/proc`.
 */
export function stateOfProcess(pid: number): 'running' | 'stopped' | 'traced' {
  const {state} = readStat(pid);
  if (state === 'T') return 'stopped';
  return state === 't' ? 'traced' : 'running';
}

/** Command lines of the processes that it has started and that live, with their pids; none without `/proc`. */
export function childrenOf(pid: number): string[] {
  try {
    return readdirSync('/proc')
      .filter(name => /^\d+$/.test(name) && readStat(Number(name)).parent === pid)
      .map(child => {
        const command = readFileSync(`/proc/${child}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return `${command} (pid ${child})`;
      });
  } catch {
    return [];
  }
}

/** The letter of its state, and its parent (see proc(5)); empty and 0 where there is no such process, or no `/proc`. */
export function readStat(pid: number): {state: string; parent: number} {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, parent] = fieldsOfStat(stat);
    return {state: state!, parent: Number(parent)};
  } catch {
    return {state: '', parent: 0};
  }
}
