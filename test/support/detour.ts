import {mkdirSync} from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {onTestFinished} from 'vitest';
import {type Place, socketPathIn} from './place.js';

/** Another place, in which the cluster named `test` is reached by a way that can be cut. */
export interface Detour {
  readonly place: Place;
  /** Ends what is connected; new connections are taken. */
  cut(): void;
}

export async function startDetour(place: Place): Promise<Detour> {
  const directory = path.join(place.directory, 'detour');
  const socketPath = socketPathIn({...place, directory});
  mkdirSync(path.dirname(socketPath), {recursive: true, mode: 0o700});
  const open = new Set<net.Socket>();
  const server = net.createServer(near => {
    const far = net.connect(socketPathIn(place));
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>(resolve => server.listen(socketPath, resolve));
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  onTestFinished(() => {
    server.close();
    cut();
  });
  return {place: {...place, env: {...place.env, XDG_RUNTIME_DIR: directory}}, cut};
}
