import type {ListenRequest} from '../messages/types.js';
import {type AllListeners, Listener} from './listener.js';
import type {BoundUdp} from './node-internals.js';
import type {Worker} from './worker.js';

/**
 * The workers have the socket itself, whatever the policy, and the kernel decides which of them gets a datagram.
 * The master keeps it for the workers to come, and never receives: what it took would be served by nobody.
 */
export class UdpListener extends Listener {
  readonly #bound: BoundUdp;

  constructor(id: number, request: ListenRequest, bound: BoundUdp, all: AllListeners) {
    super(id, request, bound.socket.address(), all);
    this.#bound = bound;
  }

  join(worker: Worker, sequence: number): void {
    this.workers.push(worker);
    worker.sendHandle(this.reply(sequence, null), this.#bound.handle);
  }

  close(): void {
    this.#bound.socket.close();
  }
}
