import {chmodSync, existsSync, lstatSync, statSync, unlinkSync} from 'node:fs';
import type {Server} from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {makeDirectory} from '../make-directory.js';

/** The system's limit for the path of a Unix socket: 108 bytes on Linux, 104 on macOS, the last of them 0. */
export const SOCKET_PATH_BYTES_MAX = process.platform === 'linux' ? 107 : 103;

export const SOCKET_SUFFIX = '.sock';

/** How connecting fails where nobody listens. */
const DEAD: ReadonlySet<string | undefined> = new Set(['ECONNREFUSED', 'ENOENT']);

/** Where systemd makes the runtime directories of users who have logged in, each named by its number. */
const LOGINS = '/run/user';

/**
 * Where the clusters of this user are found, one socket each; new ones are in the first. What cron or a plain unit
 * starts has no runtime directory, and is to be found from a login that has one, and to find what that has started.
 * Users of containers may have no name, only a number.
 */
export function socketDirectories(
  env: NodeJS.ProcessEnv = process.env,
  logins = LOGINS,
): readonly [string, ...string[]] {
  const {XDG_RUNTIME_DIR: runtimeDirectory} = env;
  const user = process.geteuid!();
  const temporary = path.join(os.tmpdir(), `clusterview-${user}`);
  const [first, second] = runtimeDirectory
    ? [path.join(runtimeDirectory, 'clusterview'), temporary]
    : [temporary, path.join(logins, `${user}`, 'clusterview')];
  return isOwn(second) ? [first, second] : [first];
}

export function socketPathOf(name: string, directory: string = socketDirectories()[0]): string {
  return path.join(directory, `${name}${SOCKET_SUFFIX}`);
}

/**
 * Where a cluster is now whose socket was at that path: its master makes one that has gone anew, in another of its
 * directories if need be.
 */
export function presentSocketPath(socketPath: string): string {
  if (existsSync(socketPath)) return socketPath;
  const {dir, base} = path.parse(socketPath);
  const directories = socketDirectories();
  // The way to a cluster on another machine is none of these.
  if (!directories.includes(dir)) return socketPath;
  return directories.map(directory => path.join(directory, base)).find(existsSync) ?? socketPath;
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

/** @throws an `Error` with one line for the user, if a cluster of that name runs, there or where it is found as well. */
export async function checkNameIsFree(socketPath: string, name: string): Promise<void> {
  const sockets = new Set([
    socketPath,
    ...socketDirectories().map(directory => socketPathOf(name, directory)),
  ]);
  const alive = await Promise.all([...sockets].map(isAlive));
  if (!alive.includes(true)) return;
  throw new Error(
    `a cluster named "${name}" runs already: give this one another --name, or see it with: clusterview attach ${name}`,
  );
}

/** @throws an `Error` with one line for the user, where somebody else could put something there. */
export function makePrivateDirectory(directory: string): void {
  makeDirectory(directory);
  checkOwner(directory);
  if ((statSync(directory).mode & 0o077) !== 0) chmodSync(directory, 0o700);
}

/** @throws an `Error` with one line for the user, where somebody else could put sockets there. */
export function checkOwner(directory: string): void {
  if (isOwn(directory)) return;
  const why = lstatSync(directory).isDirectory()
    ? 'belongs to another user'
    : 'is no directory, or a link to one';
  throw new Error(`${directory} ${why}: set XDG_RUNTIME_DIR to a directory of your own`);
}

/** Anybody can make something of that name in the temporary directory: a link, too, which is not followed. */
function isOwn(directory: string): boolean {
  try {
    const stats = lstatSync(directory);
    return stats.isDirectory() && stats.uid === process.geteuid!();
  } catch {
    return false;
  }
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
    // One that is stuck, and has a queue that is full, refuses, too, but otherwise.
    socket.once('error', ({code}: NodeJS.ErrnoException) => resolve(!DEAD.has(code)));
  });
}
