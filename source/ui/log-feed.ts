import {ApiCallError, type ApiClient} from '../api/client.js';
import type {LogBatch} from '../api/log-stream.js';
import type {LogLine} from '../api/types.js';
import {plainLine} from '../harmless-text.js';

/** Lines that the viewer keeps, */
export const LOG_LINES_KEPT = 10_000;
/** and the characters in them. */
export const LOG_CHARS_KEPT = 4_000_000;
/** After a stream has broken off. */
const REOPEN_MS = 500;

/** Whose lines: of one worker, or of all with `null`; `undefined` where nobody looks at any. */
export type LogScope = number | null | undefined;

export interface LogView {
  readonly scope: LogScope;
  /** Oldest first; their text can be shown as it is. */
  readonly lines: readonly LogLine[];
  readonly isHeld: boolean;
  /** Lines that have come since the view stands still. */
  readonly newer: number;
  /** Lines that came too fast to be taken. */
  readonly skipped: number;
}

/** None, as long as those that there are belong to others. */
export function linesOf(view: LogView, scope: LogScope): readonly LogLine[] {
  return view.scope === scope ? view.lines : [];
}

/**
 * What the workers write, for as long as somebody looks: opens a stream for it, and keeps the newest lines. The
 * view can be held, so that it stands still to be read however fast lines come.
 */
export class LogFeed {
  readonly #client: ApiClient;
  readonly #onChange: () => void;
  #scope: LogScope;
  #abort: AbortController | null = null;
  #lines: LogLine[] = [];
  #chars = 0;
  #lastId = 0;
  #skipped = 0;
  #received = 0;
  #isHeld = false;
  #held: {readonly lines: readonly LogLine[]; readonly received: number} | null = null;

  constructor(client: ApiClient, onChange: () => void) {
    this.#client = client;
    this.#onChange = onChange;
  }

  get scope(): LogScope {
    return this.#scope;
  }

  /** Lines that have come, also those that are not kept any more; from 0 on when it begins anew. */
  get received(): number {
    return this.#received;
  }

  /** Begins anew unless that is what it follows already. */
  watch(scope: LogScope): void {
    if (scope === this.#scope) return;
    this.#abort?.abort();
    this.#abort = null;
    this.#scope = scope;
    this.#isHeld = false;
    this.forget();
    if (scope !== undefined) {
      this.#abort = new AbortController();
      this.#follow(scope, this.#abort.signal);
    }
    this.#onChange();
  }

  hold(isHeld: boolean): void {
    if (isHeld && this.#isHeld) return;
    this.#isHeld = isHeld;
    this.#held = null;
    // From this very moment on: keys that come with it count lines from here.
    if (isHeld) this.view();
    this.#onChange();
  }

  /** What comes now is from another time. */
  forget(): void {
    this.#lines = [];
    this.#chars = 0;
    this.#lastId = 0;
    this.#skipped = 0;
    this.#received = 0;
    this.#held = null;
  }

  view(): LogView {
    const scope = this.#scope;
    const skipped = this.#skipped;
    const isHeld = this.#isHeld;
    // It has nothing to stand still at until lines have come.
    if (!isHeld || (!this.#held && this.#lines.length === 0))
      return {scope, lines: this.#lines.slice(-LOG_LINES_KEPT), isHeld, newer: 0, skipped};
    this.#held ??= {lines: this.#lines.slice(-LOG_LINES_KEPT), received: this.#received};
    const newer = this.#received - this.#held.received;
    return {scope, lines: this.#held.lines, isHeld, newer, skipped};
  }

  async #follow(slot: number | null, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#client.logs({
          slot,
          signal,
          onLines: batch => {
            if (!signal.aborted) this.#take(batch, slot);
          },
        });
      } catch (error) {
        // Whether the master is there is for the other stream to tell.
        if (!(error instanceof ApiCallError)) throw error;
      }
      // A viewer that is closing does not wait for it.
      if (!signal.aborted) await new Promise(resolve => setTimeout(resolve, REOPEN_MS).unref());
    }
  }

  #take({lines, skipped}: LogBatch, slot: number | null): void {
    // A stream that was opened again begins with lines that are known.
    const first = lines.findIndex(({id}) => id > this.#lastId);
    if (first < 0) return;
    // Of all workers together the numbers are without gaps; what a slow reader was cut off from is one.
    const gap = lines[first]!.id - this.#lastId - 1;
    this.#skipped += slot === null && this.#lastId > 0 ? gap : skipped;
    for (const line of lines.slice(first)) {
      const text = plainLine(line.text);
      this.#lines.push(text === line.text ? line : {...line, text});
      this.#chars += text.length;
    }
    this.#lastId = lines.at(-1)!.id;
    this.#received += lines.length - first;
    this.#trim();
    this.#onChange();
  }

  #trim(): void {
    let gone = Math.max(0, this.#lines.length - LOG_LINES_KEPT);
    for (let index = 0; index < gone; index++) this.#chars -= this.#lines[index]!.text.length;
    while (this.#chars > LOG_CHARS_KEPT) {
      this.#chars -= this.#lines[gone]!.text.length;
      gone += 1;
    }
    if (gone > 0) this.#lines = this.#lines.slice(gone);
  }
}
