import {type ChildProcess, execFile, spawn} from 'node:child_process';
import {rmSync} from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import {promisify} from 'node:util';
import {SOCKET_SUFFIX} from '../api/socket.js';
import {UsageError} from '../usage-error.js';
import type {SshAddress} from './ssh-address.js';
import {makeTemporaryDirectory} from './temporary-directory.js';

/** Sockets of a machine that are looked at. */
const SOCKETS_MAX = 64;
/** Last words of ssh that are kept, to be shown if it ends. */
const STDERR_CHARS_MAX = 4096;
/** How long ssh may take to forward a socket once it is connected. */
const FORWARD_MS_MAX = 10_000;
/** After a connection has broken off. */
const REOPEN_MS = 2000;
/**
 * A connection can end without a word, as when a laptop has slept. Nothing is sent over it that would show that, so ssh
 * asks the other end, and gives up after three answers that do not come.
 */
const KEEP_ALIVE = ['-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3'];
/** The user's own ssh may be set to leave a connection behind, in another process, for others to use. */
const ENDS_WITH_THIS = ['-o', 'ControlPersist=no'];
/**
 * In what the other machine names, ssh would replace variables of this one's environment, and send them there: see
 * LocalForward in ssh_config(5).
 */
const HARMLESS_PATH = /^\/[\w./+@~=, -]*\/[\w.-]+$/;
const END_OF_LIST = 'clusterview-end-of-list';

/**
 * For any shell: what is in the directories of the sockets, as `socketDirectories` has them, and an end; then it waits
 * until its input ends. Nothing of clusterview is needed on the other machine's PATH.
 */
const LIST_SOCKETS = `sh -c '
for d in "\${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/clusterview" "\${TMPDIR:-/tmp}/clusterview-$(id -u)"; do
  [ -O "$d" ] && ls -d "$d"/*${SOCKET_SUFFIX} 2>/dev/null
done
echo ${END_OF_LIST}; exec cat >/dev/null'`;

/** The sockets of another machine's clusters, brought to this one by the user's own ssh. */
export class SshTunnel {
  /** Has a socket for each of that machine, under the same names. */
  readonly directory = makeTemporaryDirectory('clusterview-ssh-');
  readonly #address: SshAddress;
  readonly #control = path.join(this.directory, 'control');
  #ssh: ChildProcess | null = null;
  #reopening: NodeJS.Timeout | undefined;
  #isClosed = false;

  private constructor(address: SshAddress) {
    this.#address = address;
  }

  /** @throws UsageError with what ssh says. */
  static async open(address: SshAddress): Promise<SshTunnel> {
    const tunnel = new SshTunnel(address);
    try {
      // Passwords and keys of hosts it asks for on the terminal itself.
      await tunnel.#connect([]);
      return tunnel;
    } catch (error) {
      tunnel.close();
      throw new UsageError(`ssh ${address.destination}: ${(error as Error).message}`);
    }
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#reopening);
    this.#ssh?.kill();
    rmSync(this.directory, {recursive: true, force: true});
  }

  async #connect(options: readonly string[]): Promise<void> {
    const {destination} = this.#address;
    const ssh = spawn(
      'ssh',
      [
        '-M',
        ...this.#options(),
        ...KEEP_ALIVE,
        ...ENDS_WITH_THIS,
        ...options,
        '-T',
        destination,
        LIST_SOCKETS,
      ],
      {
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    this.#ssh = ssh;
    let stderr = '';
    ssh.stdin.on('error', () => {});
    ssh.stderr.setEncoding('utf8').on('data', text => {
      stderr = (stderr + text).slice(-STDERR_CHARS_MAX);
    });
    const ended = new Promise<never>((_, reject) => {
      ssh.once('error', reject);
      ssh.once('close', code => {
        reject(new Error(stderr.trim().split('\n').at(-1) || `it ended with exit code ${code}`));
      });
    });
    const sockets = await Promise.race([listSockets(ssh), ended]);
    for (const socket of sockets) await this.#forward(socket);
    ended.catch(() => this.#reopen());
  }

  /** Whoever looks is not to be asked for passwords over what is on the screen. */
  #reopen(): void {
    if (this.#isClosed) return;
    this.#reopening = setTimeout(() => {
      this.#connect(['-o', 'BatchMode=yes']).catch(() => this.#reopen());
    }, REOPEN_MS);
  }

  #options(): string[] {
    const {port} = this.#address;
    return ['-S', this.#control, ...(port === null ? [] : ['-p', `${port}`])];
  }

  async #forward(socket: string): Promise<void> {
    const local = path.join(this.directory, path.posix.basename(socket));
    // One that an ended ssh has left would be in the way.
    rmSync(local, {force: true});
    const order = ['-O', 'forward', '-L', `${local}:${socket}`, this.#address.destination];
    await promisify(execFile)('ssh', [...this.#options(), ...order], {timeout: FORWARD_MS_MAX});
  }
}

/**
 * @returns paths on the other machine, of two sockets of one name the first; never, if it ends before it has told all.
 */
async function listSockets({stdout}: ChildProcess): Promise<string[]> {
  const lines = await new Promise<string[]>(resolve => {
    const lines: string[] = [];
    readline.createInterface({input: stdout!}).on('line', line => {
      if (line === END_OF_LIST) resolve(lines);
      else lines.push(line);
    });
  });
  return socketsAmong(lines);
}

/** @param lines as the other machine has written them. */
export function socketsAmong(lines: readonly string[]): string[] {
  const sockets = lines.filter(line => line.endsWith(SOCKET_SUFFIX) && HARMLESS_PATH.test(line));
  const names = sockets.map(socket => path.posix.basename(socket));
  return sockets.filter((_, index) => names.indexOf(names[index]!) === index).slice(0, SOCKETS_MAX);
}
