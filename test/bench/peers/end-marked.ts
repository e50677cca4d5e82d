import {endProcess, markedProcesses} from '../../support/processes.js';

/** Ends by force whatever is left of what was started with this value of `MARK`, also where nobody knows its pid. */
export function endMarked(mark: string): void {
  try {
    for (const pid of markedProcesses(mark)) endProcess(pid);
  } catch {
    // Other than Linux: the system does not tell whose a process is.
  }
}
