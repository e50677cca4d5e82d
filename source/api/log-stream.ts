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
const NAME = '\nevent: logs\n';
/** How a line begins in JSON, and nothing else does: a text has no quotes that are not escaped. */
const LINE = '{"id":';

/** What a reader of logs is given at once. */
export interface LogBatch {
  /** In their order. */
  readonly lines: readonly LogLine[];
  /** Older ones that came with them, too many to be parsed. */
  readonly skipped: number;
}

/** Server-sent events `logs`, as they come in pieces of text, made into few batches of the newest lines. */
export class LogBatcher {
  /** Of a message that is not complete yet. */
  #start = '';
  /** Each the JSON of an array of lines, oldest first. */
  #waiting: string[] = [];
  #waitingChars = 0;
  #skipped = 0;

  push(text: string): void {
    const messages = (this.#start + text).split('\n\n');
    this.#start = messages.pop()!;
    for (const message of messages) {
      if (!message.includes(NAME)) continue;
      const json = message.slice(message.indexOf(DATA) + DATA.length);
      this.#waiting.push(json);
      this.#waitingChars += json.length;
    }
    while (this.#waitingChars > WAITING_CHARS_MAX) {
      const oldest = this.#waiting.shift()!;
      this.#waitingChars -= oldest.length;
      this.#skipped += countLines(oldest);
    }
  }

  /** All that is complete. @param sinceMs the time since the last turn. */
  take(sinceMs: number): LogBatch {
    const room = Math.min(LINES_PER_TURN_MAX, Math.floor(Math.max(LOG_TURN_MS, sinceMs) * LINES_PER_MS_MAX));
    const parsed: LogLine[][] = [];
    let count = 0;
    while (count < room && this.#waiting.length > 0) {
      const lines: LogLine[] = JSON.parse(this.#waiting.pop()!);
      parsed.unshift(lines);
      count += lines.length;
    }
    const newest = parsed.flat().slice(-room);
    const skipped = this.#waiting.reduce((sum, json) => sum + countLines(json), this.#skipped);
    this.#waiting = [];
    this.#waitingChars = 0;
    this.#skipped = 0;
    return {lines: newest, skipped: skipped + count - newest.length};
  }
}

/** Without parsing them. */
function countLines(json: string): number {
  return json.split(LINE).length - 1;
}
