import type {LogLine} from './types.js';

/** Lines are taken together, this often. */
export const LOG_TURN_MS = 100;
/** Of what has come since the last turn, only so many of the newest are parsed: what a reader spends has a bound, */
const LINES_PER_MS_MAX = 20;
/** also where a turn comes late. */
export const LINES_PER_TURN_MAX = 10_000;
/** Characters that may wait for a turn. */
const WAITING_CHARS_MAX = 8_000_000;
const DATA = '\ndata: ';
const NAME = '\nevent: log\n';

/** What a reader of logs is given at once. */
export interface LogBatch {
  /** In their order. */
  readonly lines: readonly LogLine[];
  /** Older ones that came with them, too many to be parsed. */
  readonly skipped: number;
}

/** Server-sent events `log`, as they come in pieces of text, made into few batches of the newest lines. */
export class LogBatcher {
  #waiting = '';
  #skipped = 0;

  push(text: string): void {
    this.#waiting += text;
    if (this.#waiting.length > WAITING_CHARS_MAX) this.#skipOldest();
  }

  /** All that is complete. @param sinceMs the time since the last turn. */
  take(sinceMs: number): LogBatch {
    const messages = this.#takeMessages();
    const room = Math.min(LINES_PER_TURN_MAX, Math.max(LOG_TURN_MS, sinceMs) * LINES_PER_MS_MAX);
    const newest = messages.slice(-Math.floor(room));
    const skipped = this.#skipped + messages.length - newest.length;
    this.#skipped = 0;
    return {
      lines: newest.map(message => JSON.parse(message.slice(message.indexOf(DATA) + DATA.length))),
      skipped,
    };
  }

  #takeMessages(): string[] {
    const end = this.#waiting.lastIndexOf('\n\n');
    if (end < 0) return [];
    const messages = this.#waiting.slice(0, end).split('\n\n');
    this.#waiting = this.#waiting.slice(end + 2);
    return messages.filter(message => message.includes(NAME));
  }

  #skipOldest(): void {
    const messages = this.#takeMessages();
    const newest = messages.slice(-LINES_PER_TURN_MAX);
    this.#skipped += messages.length - newest.length;
    this.#waiting = newest.map(message => `${message}\n\n`).join('') + this.#waiting;
  }
}
