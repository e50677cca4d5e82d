import {closeSync, openSync, readFileSync} from 'node:fs';
import {standardTerminals} from '../standard-terminals.js';
import {fieldsOfStat} from './process-stat.js';

/**
 * The terminal that the master was started from, and never reads. It is none of the standard streams: those that are
 * terminals Node resets when it ends, and fails an assertion where one has hung up (seen on Node 20.20).
 */
export const TERMINAL_FD = 4;

/** Whether this process has a controlling terminal, whose Ctrl-C goes to all processes of its group. */
export function hasControllingTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

/** Whether there is a terminal that could hang up on this process, of which SIGHUP would tell. */
export function mayHangUp(): boolean {
  return standardTerminals().length > 0 || hasControllingTerminal();
}

/** Whether this process leads its process group, and the group is not that of all processes (Linux). */
export function leadsGroup(): boolean {
  if (process.pid === 1) return false;
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    const [, , group] = fieldsOfStat(stat);
    return Number(group) === process.pid;
  } catch {
    return false;
  }
}
