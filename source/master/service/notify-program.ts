import {execFile} from 'node:child_process';
import {NOTIFICATIONS_MAX, NOTIFY_CLOSE_MS, NOTIFY_MS_MAX} from '../bounds.js';

/** Lines of a message to the service manager, as sd_notify(3) names them. */
export type Notification = Readonly<Record<string, string>>;

/**
 * Tells the service manager something through systemd's own program, which knows all kinds of sockets and waits until
 * the message has been taken. Node has no datagram sockets in the file system, and the packages that have them are
 * native: they would have to be built or fetched for each platform, and cannot be part of the bundle. What the program
 * says comes from a process that is not the service's main one, for which a unit needs `NotifyAccess=all`.
 *
 * One process at a time; what comes meanwhile waits.
 */
export class NotifyProgram {
  readonly #onFailure: (reason: string) => void;
  readonly #abort = new AbortController();
  #waiting: Notification[] = [];
  #isRunning = false;
  #onIdle = () => {};

  /** @param onFailure is called each time with one line. */
  constructor(onFailure: (reason: string) => void) {
    this.#onFailure = onFailure;
  }

  /** A message of its own, behind those before it. Of too many that wait, the oldest is dropped. */
  send(notification: Notification): void {
    this.#waiting.push(notification);
    if (this.#waiting.length > NOTIFICATIONS_MAX) this.#waiting.shift();
    if (!this.#isRunning) this.#run();
  }

  /** Goes along with the last message that waits, and takes the place of what that says of the same. */
  add(notification: Notification): void {
    this.send({...this.#waiting.pop(), ...notification});
  }

  /** Returns when all has been said, or when that takes too long. */
  async close(): Promise<void> {
    if (!this.#isRunning) return;
    const timer = setTimeout(() => {
      this.#waiting = [];
      this.#abort.abort();
    }, NOTIFY_CLOSE_MS);
    await new Promise<void>(resolve => {
      this.#onIdle = resolve;
    });
    clearTimeout(timer);
  }

  #run(): void {
    const notification = this.#waiting.shift();
    this.#isRunning = notification !== undefined;
    if (!notification) {
      this.#onIdle();
      return;
    }
    const lines = Object.entries(notification).map(([name, value]) => `${name}=${value}`);
    const {signal} = this.#abort;
    const options = {timeout: NOTIFY_MS_MAX, killSignal: 'SIGKILL', signal} as const;
    const done = (error: Error | null, _?: string, stderr = '') => {
      const [firstLine] = stderr.trim().split('\n');
      if (error && !signal.aborted) this.#onFailure(firstLine || error.message.trim());
      this.#run();
    };
    try {
      execFile('systemd-notify', lines, options, done);
    } catch (error) {
      // Node throws what the system seldom says, as that there is no memory for another process.
      setImmediate(done, error as Error);
    }
  }
}
