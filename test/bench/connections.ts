import {readdirSync, readFileSync, readlinkSync} from 'node:fs';

/** As `/proc/net/tcp` numbers the states of a connection (see proc(5)). */
const ESTABLISHED = '01';

/** How many connections to the port a process has accepted (Linux). */
export function acceptedConnections(pid: number, port: number): number {
  const sockets = new Set(['tcp', 'tcp6'].flatMap(table => establishedSockets(table, port)));
  const directory = `/proc/${pid}/fd`;
  return readdirSync(directory).filter(descriptor => {
    try {
      return sockets.has(readlinkSync(`${directory}/${descriptor}`));
    } catch {
      // Closed meanwhile.
      return false;
    }
  }).length;
}

/** As links to them are written in `/proc/PID/fd`. */
function establishedSockets(table: string, port: number): string[] {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync(`/proc/net/${table}`, 'latin1')
    .split('\n')
    .slice(1)
    .map(line => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(end) && state === ESTABLISHED)
    .map(fields => `socket:[${fields[9]}]`);
}
