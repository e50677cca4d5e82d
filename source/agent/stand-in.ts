import type {SocketName} from '../messages/types.js';
import type {Channel} from './channel.js';
import type {ListeningHandle, NativeHandle} from './node-internals.js';

/**
 * What Node takes for the listening handle of a server. Connections come from the master over the channel, or
 * from the kernel through a real handle beneath it; that can change at any time, and neither Node nor the app
 * notices.
 */
export class StandIn implements ListeningHandle {
  /** Put there by Node. */
  onconnection?: (errno: number, connection: NativeHandle) => void;
  /** Missing for Unix sockets, whose path Node knows itself. */
  readonly getsockname?: (out: SocketName) => number;
  readonly #channel: Channel;
  #kernel: ListeningHandle | null = null;
  /** `null` until Node listens. */
  #backlog: number | null = null;
  #isReferenced = false;
  #isOver = false;

  constructor(channel: Channel, socketName: SocketName) {
    this.#channel = channel;
    if (socketName.address !== undefined) {
      this.getsockname = out => {
        Object.assign(out, socketName);
        return 0;
      };
    }
    this.ref();
  }

  /** @param handle is this one's to close from now on. */
  acceptFromKernel(handle: ListeningHandle): void {
    this.acceptFromMaster();
    if (this.#isOver) {
      handle.close();
      return;
    }
    this.#kernel = handle;
    // The channel keeps the process alive in either way.
    handle.unref();
    handle.onconnection = (errno, connection) => this.onconnection!(errno, connection);
    if (this.#backlog !== null) handle.listen(this.#backlog);
  }

  acceptFromMaster(): void {
    this.#kernel?.close();
    this.#kernel = null;
  }

  /** For good, while the app's server stays open as far as the app can see. */
  stopAccepting(): void {
    this.#isOver = true;
    this.acceptFromMaster();
  }

  listen(backlog = 0): number {
    this.#backlog = backlog;
    return this.#kernel?.listen(backlog) ?? 0;
  }

  ref(): void {
    if (!this.#isReferenced) this.#channel.ref();
    this.#isReferenced = true;
  }

  unref(): void {
    if (this.#isReferenced) this.#channel.unref();
    this.#isReferenced = false;
  }

  close(done?: () => void): void {
    this.stopAccepting();
    this.unref();
    if (done) process.nextTick(done);
  }
}
