import {closeSync, openSync, readFileSync} from 'node:fs';

/**
 * How many descriptors (files, sockets, pipes) this process may have at once: its soft limit, which Node has raised to
 * the hard one. `Infinity` where there is none, or the system has no file that tells it (Linux has).
 */
export function descriptorLimit(): number {
  try {
    return parseDescriptorLimit(readFileSync('/proc/self/limits', 'utf8'));
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** @param limits what is in `/proc/PID/limits`, see proc(5). */
export function parseDescriptorLimit(limits: string): number {
  const soft = /^Max open files +(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
}

/**
 * Whether another one can be had. It has to be tried: what libuv cannot accept for want of one, it closes, and tells
 * nobody (seen on Node 20 to 26). Takes some microseconds.
 */
export function hasDescriptorLeft(): boolean {
  try {
    closeSync(openSync('/dev/null', 'r'));
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EMFILE';
  }
}
