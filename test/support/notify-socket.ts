import {spawn} from 'node:child_process';
import path from 'node:path';
import {onTestFinished} from 'vitest';
import type {Place} from './place.js';
import {waitFor} from './wait-for.js';

/** Node has no datagram sockets in the file system. */
const RECEIVER = `
import json, socket, sys
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1])
print('"bound"', flush=True)
while True:
    print(json.dumps(receiver.recv(65536).decode()), flush=True)
`;

/** The socket of a service manager: what it was told, a message each, without those that only ask for an answer. */
export class NotifySocket {
  readonly path: string;
  readonly messages: string[] = [];

  private constructor(place: Place) {
    this.path = path.join(place.directory, 'notify');
  }

  static async open(place: Place): Promise<NotifySocket> {
    const socket = new NotifySocket(place);
    const receiver = spawn('python3', ['-c', RECEIVER, socket.path], {stdio: ['ignore', 'pipe', 'inherit']});
    onTestFinished(() => {
      receiver.kill('SIGKILL');
    });
    let rest = '';
    let isBound = false;
    receiver.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const message = JSON.parse(line);
        if (message === 'bound') isBound = true;
        else if (message !== 'BARRIER=1') socket.messages.push(message);
      }
    });
    await waitFor('the notify socket', () => isBound);
    return socket;
  }

  /** The lines of all messages that begin so. */
  linesOf(...names: readonly string[]): string[] {
    return this.messages
      .flatMap(message => message.split('\n'))
      .filter(line => names.some(name => line.startsWith(`${name}=`)));
  }

  waitForLine(line: string, times = 1): Promise<true> {
    return waitFor(
      () => `${times} times ${line}; there are ${JSON.stringify(this.messages)}`,
      () => this.messages.flatMap(message => message.split('\n')).filter(one => one === line).length >= times,
    );
  }
}
