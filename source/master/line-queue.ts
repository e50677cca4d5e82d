/** Lines that wait for a file, bounded in bytes; what does not fit is dropped and counted. */
export class LineQueue {
  readonly #bytesMax: number;
  readonly #lines: string[] = [];
  #bytes = 0;
  #dropped = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get length(): number {
    return this.#lines.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Since they were taken last. */
  get dropped(): number {
    return this.#dropped;
  }

  /** @param line with its newline. */
  push(line: string): void {
    const bytes = Buffer.byteLength(line);
    if (this.#bytes + bytes > this.#bytesMax) {
      this.#dropped += 1;
      return;
    }
    this.#lines.push(line);
    this.#bytes += bytes;
  }

  /** The oldest lines that are not longer than that together, at least one; they stay queued. */
  first(bytesMax: number): {readonly count: number; readonly data: Buffer} {
    let bytes = 0;
    const end = this.#lines.findIndex((line, index) => {
      bytes += Buffer.byteLength(line);
      return index > 0 && bytes > bytesMax;
    });
    const lines = end === -1 ? this.#lines : this.#lines.slice(0, end);
    return {count: lines.length, data: Buffer.from(lines.join(''))};
  }

  /** Removes the oldest lines, which have become so many bytes. */
  remove(count: number, bytes: number): void {
    this.#lines.splice(0, count);
    this.#bytes -= bytes;
  }

  /** Nothing more is to come of those that still wait. */
  dropAll(): void {
    this.#dropped += this.#lines.length;
    this.#lines.length = 0;
    this.#bytes = 0;
  }

  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }
}
