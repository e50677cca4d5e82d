import type {ChildProcess} from 'node:child_process';
import type net from 'node:net';
import {FATAL_STACK_LINES_MAX, LAST_WORDS_LINES} from './bounds.js';
import {LineSplitter} from './line-splitter.js';

/** What a worker writes, line by line, and what it wrote to stderr last. */
export class WorkerOutput {
  /** The last lines of stderr, oldest first. */
  readonly lastWords: string[] = [];
  readonly #child: ChildProcess;
  /** Lines of stderr behind what Node has said of its own end. */
  #linesSinceFatal = 0;

  /** @param filterError what is to be shown of a line of stderr; `null` for nothing. */
  constructor(
    child: ChildProcess,
    filterError: (line: string) => string | null,
    onLine: (stream: 'stdout' | 'stderr', text: string) => void,
  ) {
    this.#child = child;
    for (const name of ['stdout', 'stderr'] as const) {
      const stream = child[name];
      if (!stream) continue;
      const lines = new LineSplitter(line => {
        const text = name === 'stderr' ? filterError(line) : line;
        if (text === null) return;
        if (name === 'stderr') this.#remember(text);
        onLine(name, text);
      });
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => lines.push(text));
      stream.on('end', () => lines.end());
      stream.on('error', () => {});
    }
  }

  /** A process that the worker left behind may hold the pipes open for ever; what it writes is still read, meanwhile. */
  unref(): void {
    for (const pipe of [this.#child.stdout, this.#child.stderr]) (pipe as net.Socket | null)?.unref();
  }

  #remember(text: string): void {
    this.lastWords.push(text);
    this.#linesSinceFatal = isFatal(text) ? 0 : this.#linesSinceFatal + 1;
    if (this.lastWords.length <= LAST_WORDS_LINES) return;
    // What Node says of its own end stays: the native stack behind it may be longer than all that is kept. Where far
    // more came, it was not the end, or not that of the worker.
    const stays = isFatal(this.lastWords[0]!) && this.#linesSinceFatal <= FATAL_STACK_LINES_MAX;
    this.lastWords.splice(stays ? 1 : 0, 1);
  }
}

function isFatal(line: string): boolean {
  return line.startsWith('FATAL ERROR: ');
}
