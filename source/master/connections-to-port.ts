import {existsSync, readFileSync} from 'node:fs';

/** `TCP_ESTABLISHED` of the kernel. */
const ESTABLISHED = '01';

/** Open connections to a TCP port of this machine, from its side (`/proc/net/tcp` and `tcp6`, see proc(5)); `null` without that. */
export function connectionsToPort(port: number): number | null {
  try {
    const hexadecimal = port.toString(16).toUpperCase().padStart(4, '0');
    const tables = ['tcp', ...(existsSync('/proc/net/tcp6') ? ['tcp6'] : [])];
    const lines = tables.flatMap(table => readFileSync(`/proc/net/${table}`, 'latin1').split('\n').slice(1));
    return lines.filter(line => {
      const [, local, , state] = line.trim().split(/\s+/);
      return local?.endsWith(`:${hexadecimal}`) && state === ESTABLISHED;
    }).length;
  } catch {
    return null;
  }
}
