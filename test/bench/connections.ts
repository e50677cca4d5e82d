import {readdir, readFile, readlink} from 'node:fs/promises';

/** As `/proc/net/tcp` numbers the states of a connection (see proc(5)). */
const ESTABLISHED = '01';

/**
 * Which of the processes, by its pid, has accepted the connection of which client, by its address and port (Linux).
 * Asynchronous: on a machine with many connections the kernel takes tens of milliseconds for its table, and clients in
 * this process are not to stand still meanwhile.
 */
export async function acceptedConnections(
  pids: readonly number[],
  port: number,
): Promise<Map<string, number>> {
  const tables = await Promise.all(['tcp', 'tcp6'].map(table => establishedSockets(table, port)));
  const clients = new Map(tables.flat());
  const owners = new Map<string, number>();
  for (const pid of pids) {
    for (const socket of await openFiles(pid)) {
      const client = clients.get(socket);
      if (client) owners.set(client, pid);
    }
  }
  return owners;
}

/** As links in `/proc/PID/fd` name them; without those that are closed meanwhile. */
async function openFiles(pid: number): Promise<string[]> {
  const directory = `/proc/${pid}/fd`;
  const descriptors = await readdir(directory);
  return Promise.all(descriptors.map(descriptor => readlink(`${directory}/${descriptor}`).catch(() => '')));
}

/** As links to them are written in `/proc/PID/fd`, each with its client. */
async function establishedSockets(table: string, port: number): Promise<[socket: string, client: string][]> {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const text = await readFile(`/proc/net/${table}`, 'latin1');
  return text
    .split('\n')
    .filter(line => line.includes(end))
    .map(line => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(end) && state === ESTABLISHED)
    .map(fields => [`socket:[${fields[9]}]`, clientOf(fields[2]!)]);
}

/** Of an IPv4 address, also as IPv6 has it: its last 8 digits, with the bytes in the order of a little-endian machine. */
function clientOf(remote: string): string {
  const [address, port] = remote.split(':') as [string, string];
  const bytes = address.slice(-8).match(/../g)!.reverse();
  return [bytes.map(byte => Number.parseInt(byte, 16)).join('.'), Number.parseInt(port, 16)].join(':');
}
