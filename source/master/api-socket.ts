import {existsSync} from 'node:fs';
import type {Server} from 'node:http';
import {listenPrivately, socketDirectories, socketPathOf} from '../api/socket.js';
import {API_CLOSE_MS, API_SOCKET_LOOK_EVERY_TICKS} from './bounds.js';
import type {EventLog} from './event-log.js';
import type {Settings} from './settings.js';

/**
 * Where the API listens. What lies in a runtime directory is gone when its user has logged out, and a temporary directory
 * may be cleaned: the cluster would serve on, and nobody could steer it any more. So a socket that is not there any more
 * is made anew, in the temporary directory where it cannot be where it was; commands look there, too.
 */
export class ApiSocket {
  readonly #createServer: () => Server;
  readonly #name: string;
  readonly #events: EventLog;
  /** The newest one listens; those before it have readers left. */
  readonly #servers = new Set<Server>();
  readonly #paths: readonly string[];
  #path: string;
  #ticks = 0;
  #isMaking = false;
  #isClosed = false;

  constructor(createServer: () => Server, {name, socketPath}: Settings, events: EventLog) {
    this.#createServer = createServer;
    this.#name = name;
    this.#events = events;
    this.#path = socketPath;
    const [temporary] = socketDirectories({});
    this.#paths = [socketPath, socketPathOf(name, temporary)];
  }

  /** @throws an `Error` with one line for the user. */
  async open(): Promise<void> {
    await this.#listen(this.#path);
  }

  /** Once a second. */
  tick(): void {
    this.#ticks += 1;
    if (this.#ticks % API_SOCKET_LOOK_EVERY_TICKS === 0) this.#look();
  }

  /** Resolves when the last answers have gone; whoever has not asked for anything by then, or reads too slowly, is not waited for. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(
      [...this.#servers].map(async server => {
        const closed = new Promise<void>(resolve => server.close(() => resolve()));
        server.closeIdleConnections();
        const timer = setTimeout(() => server.closeAllConnections(), API_CLOSE_MS).unref();
        await closed;
        clearTimeout(timer);
      }),
    );
  }

  async #look(): Promise<void> {
    if (this.#isMaking || existsSync(this.#path)) return;
    this.#isMaking = true;
    // First: to end listening removes what is at the path.
    for (const server of this.#servers) {
      if (server.listening) server.close();
    }
    const gone = this.#path;
    for (const path of this.#paths) {
      try {
        await this.#listen(path);
      } catch {
        continue;
      }
      this.#path = path;
      const message = `the socket of the API at ${gone} has gone; it is at ${path} now`;
      this.#events.add({kind: 'listening', severity: 'warning', message});
      break;
    }
    this.#isMaking = false;
  }

  async #listen(path: string): Promise<void> {
    const server = this.#createServer();
    await listenPrivately(server, path, this.#name);
    if (this.#isClosed) {
      server.close();
      return;
    }
    this.#servers.add(server);
    server.once('close', () => this.#servers.delete(server));
  }
}
