import type {Writable} from 'node:stream';
import {plural} from '../master/naming.js';

/** What Node's streams of a terminal have (Node 20 to 26). */
type MaybeTerminal = Writable & {readonly _handle?: {setBlocking?(isBlocking: boolean): number}};

/** What may wait for a reader that is slower than the workers write. */
const BUFFER_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Writes lines to a stream that may be slow or gone. Nothing waits for it: beyond the bound lines are dropped,
 * and how many is told as soon as there is room again, where given by another writer: among objects it would be none.
 */
export class LineWriter {
  readonly #stream: Writable;
  readonly #notices: LineWriter;
  #dropped = 0;

  constructor(stream: Writable, notices?: LineWriter) {
    this.#stream = stream;
    this.#notices = notices ?? this;
    // The cluster serves on when nobody reads what it prints.
    stream.on('error', () => {});
    // Node waits for a terminal at each write: one that takes nothing, as after Ctrl-S, would hold up the master.
    (stream as MaybeTerminal)._handle?.setBlocking?.(false);
  }

  write(line: string): void {
    if (!this.#hasRoom) {
      this.#dropped += 1;
      return;
    }
    const dropped = this.#dropped;
    if (dropped > 0 && this.#notices.#hasRoom) {
      this.#dropped = 0;
      this.#notices.write(`clusterview | ${plural(dropped, 'line')} dropped: the reader is too slow`);
    }
    this.#stream.write(`${line}\n`);
  }

  get #hasRoom(): boolean {
    return this.#stream.writableLength <= BUFFER_BYTES_MAX;
  }
}
