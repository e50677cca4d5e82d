import type {LogOptions} from '../api/client.js';
import {LINES_PER_TURN_MAX} from '../api/log-stream.js';
import type {LogLine} from '../api/types.js';

interface Follower {
  readonly options: LogOptions;
  /** What is played while the past is being read waits for it; `null` when that is done. */
  waiting: LogLine[] | null;
}

/** Those who follow the logs of a recording: what is played reaches them in batches. */
export class LogPlayback {
  readonly #followers = new Set<Follower>();
  #lines: LogLine[] = [];
  #jumps = 0;

  add(line: LogLine): void {
    if (this.#followers.size > 0) this.#lines.push(line);
  }

  flush(): void {
    if (this.#lines.length === 0) return;
    const lines = this.#lines;
    this.#lines = [];
    for (const {options, waiting} of this.#followers) {
      if (waiting) for (const line of lines) waiting.push(line);
      else say(options, lines);
    }
  }

  /** What came before a jump is not to be told after it. */
  forget(): void {
    this.#jumps += 1;
    this.#lines = [];
    for (const follower of this.#followers) {
      if (follower.waiting) follower.waiting = [];
    }
  }

  /** @param readPast what was written before this moment. */
  async follow(options: LogOptions, readPast: () => Promise<LogLine[]>): Promise<void> {
    const follower: Follower = {options, waiting: []};
    const {signal} = options;
    const ended = new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()));
    this.#followers.add(follower);
    try {
      const jumps = this.#jumps;
      const past = await readPast();
      const lastId = past.at(-1)?.id ?? 0;
      const meanwhile = follower.waiting ?? [];
      follower.waiting = null;
      const isPast = jumps === this.#jumps;
      say(options, isPast ? [...past, ...meanwhile.filter(({id}) => id > lastId)] : meanwhile);
      if (!signal.aborted) await ended;
    } finally {
      this.#followers.delete(follower);
    }
  }
}

function say({slot, onLines}: LogOptions, lines: readonly LogLine[]): void {
  const own = slot === null ? lines : lines.filter(line => line.slot === slot);
  const newest = own.slice(-LINES_PER_TURN_MAX);
  if (newest.length > 0) onLines({lines: newest, skipped: own.length - newest.length});
}
