import {once} from 'node:events';
import {WebSocket} from 'ws';
import {waitFor} from './wait-for.js';

/** Nothing listens there any more. */
export function isClosed(url: string): Promise<boolean> {
  const probe = new WebSocket(url);
  return new Promise(resolve => {
    probe.once('error', () => resolve(true));
    probe.once('open', () => {
      probe.terminate();
      resolve(false);
    });
  });
}

/** What a user attaches to an inspector. */
export class Debugger {
  readonly #socket: WebSocket;
  readonly #heard: string[] = [];
  #calls = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', data => this.#heard.push(JSON.parse(String(data)).method));
  }

  static async attach(url: string): Promise<Debugger> {
    const socket = new WebSocket(url);
    await once(socket, 'open');
    return new Debugger(socket);
  }

  call(method: string): void {
    this.#calls += 1;
    this.#socket.send(JSON.stringify({id: this.#calls, method}));
  }

  async waitForPause(): Promise<void> {
    await waitFor('a pause', () => this.#heard.includes('Debugger.paused'));
  }

  /** The process goes on. */
  detach(): void {
    this.call('Debugger.disable');
    this.#socket.close();
  }
}
