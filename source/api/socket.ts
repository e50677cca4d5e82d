import {chmodSync, existsSync, statSync, unlinkSync} from 'node:fs';
import type {Server} from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {makeDirectory} from '../make-directory.js';

/** The system's limit for the path of a Unix socket: 108 bytes on Linux, 104 on macOS, the last of them 0. */
export const SOCKET_PATH_BYTES_MAX = process.platform === 'linux' ? 107 : 103;

export const SOCKET_SUFFIX = '.sock';

/** Where the clusters of this user are found, one socket each. Users of containers may have no name, only a number. */
export function socketDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const {XDG_RUNTIME_DIR: runtimeDirectory} = env;
  if (runtimeDirectory) return path.join(runtimeDirectory, 'clusterview');
  return path.join(os.tmpdir(), `clusterview-${process.geteuid!()}`);
}

export function socketPathOf(name: string): string {
  return path.join(socketDirectory(), `${name}${SOCKET_SUFFIX}`);
}

/**
 * Listens where only the owner can reach it. A socket that a dead master left is replaced.
 * @throws an `Error` with one line for the user, if the name is taken or the directory is not safe.
 */
export async function listenPrivately(server: Server, socketPath: string, name: string): Promise<void> {
  makePrivateDirectory(path.dirname(socketPath));
  try {
    await listen(server, socketPath);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    await checkNameIsFree(socketPath, name);
    unlinkSync(socketPath);
    await listen(server, socketPath);
  }
}

/** @throws an `Error` with one line for the user, if a cluster of that name runs. */
export async function checkNameIsFree(socketPath: string, name: string): Promise<void> {
  if (!(await isAlive(socketPath))) return;
  throw new Error(
    `a cluster named "${name}" runs already: give this one another --name, or see it with: clusterview attach ${name}`,
  );
}

function makePrivateDirectory(directory: string): void {
  makeDirectory(directory);
  checkOwner(directory);
  if ((statSync(directory).mode & 0o077) !== 0) chmodSync(directory, 0o700);
}

/** @throws an `Error` with one line for the user, where somebody else could put sockets there. */
export function checkOwner(directory: string): void {
  if (statSync(directory).uid === process.geteuid!()) return;
  throw new Error(`${directory} belongs to another user: set XDG_RUNTIME_DIR to a directory of your own`);
}

async function listen(server: Server, socketPath: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // The socket is made inside `listen`, and is to be nobody else's at any moment.
    const umask = process.umask(0o177);
    server.listen(socketPath, () => {
      server.off('error', reject);
      resolve();
    });
    process.umask(umask);
  });
}

async function isAlive(socketPath: string): Promise<boolean> {
  // Most often there is none, and looking is quicker than failing to connect.
  if (!existsSync(socketPath)) return false;
  return new Promise(resolve => {
    const socket = net.connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
