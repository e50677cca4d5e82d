import {LOG_LINE_CHARS_MAX} from './bounds.js';

/** Cuts text that arrives in pieces into lines of bounded length. */
export class LineSplitter {
  #rest = '';
  readonly #onLine: (line: string) => void;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) this.#emit(line.endsWith('\r') ? line.slice(0, -1) : line);
    while (this.#rest.length > LOG_LINE_CHARS_MAX) {
      this.#onLine(this.#rest.slice(0, LOG_LINE_CHARS_MAX));
      this.#rest = this.#rest.slice(LOG_LINE_CHARS_MAX);
    }
  }

  /** A last line without its end. */
  end(): void {
    if (this.#rest !== '') this.#emit(this.#rest);
    this.#rest = '';
  }

  #emit(line: string): void {
    if (line.length <= LOG_LINE_CHARS_MAX) {
      this.#onLine(line);
      return;
    }
    for (let at = 0; at < line.length; at += LOG_LINE_CHARS_MAX) {
      this.#onLine(line.slice(at, at + LOG_LINE_CHARS_MAX));
    }
  }
}
