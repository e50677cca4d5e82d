import {readFileSync} from 'node:fs';

/** A master, which comes first, and what it has started that is no worker (Linux). */
export function withHelpers([master, ...workers]: readonly number[]): number[] {
  try {
    const children = readFileSync(`/proc/${master}/task/${master}/children`, 'latin1').split(' ');
    return [
      master!,
      ...children
        .filter(Boolean)
        .map(Number)
        .filter(pid => !workers.includes(pid)),
    ];
  } catch {
    // Where the system does not tell it.
    return [master!];
  }
}
