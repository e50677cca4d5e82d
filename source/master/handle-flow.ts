import type {ChildProcess} from 'node:child_process';
import type {EventEmitter} from 'node:events';
import {NODE_HANDLE_LOST, NODE_HANDLE_TAKEN} from '../messages/types.js';

/** What waits for the acknowledgement of the handle before it; `null` while there is none on its way. */
type HandleQueue = unknown[] | null;

/**
 * Lets a handle go to a process while others are on their way. Node sends one at a time: what comes behind it waits
 * in a list until the process has acknowledged it, while both are idle. New connections were a quarter more in the
 * same time with several. The kernel keeps handles and messages in order, and an acknowledgement tells which is
 * meant by its place in that order; so the sender must keep each handle open until then.
 *
 * Only on Linux, where it was tried, and where Node has that list; elsewhere one goes at a time.
 */
export class HandleFlow {
  /** How many may be on their way, at most `wanted`. */
  readonly max: number;
  readonly #child: ChildProcess & {_handleQueue?: HandleQueue};

  constructor(child: ChildProcess, wanted: number) {
    this.#child = child;
    const hasList = Object.hasOwn(child, '_handleQueue') && this.#child._handleQueue === null;
    this.max = process.platform === 'linux' && hasList ? wanted : 1;
    if (this.max === 1) return;
    // Before Node's own listener, which takes it for granted that there is a list.
    (child as unknown as EventEmitter).prependListener('internalMessage', ({cmd}: {cmd: string}) => {
      if (cmd === NODE_HANDLE_TAKEN || cmd === NODE_HANDLE_LOST) this.#child._handleQueue ??= [];
    });
  }

  /** To be called before something is sent: it need not wait, unless there is something else that waits. */
  open(): void {
    if (this.max > 1 && this.#child._handleQueue?.length === 0) this.#child._handleQueue = null;
  }
}
