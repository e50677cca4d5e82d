import {EventEmitter} from 'node:events';
import type {LogLine} from '../api/types.js';
import {LOG_CHARS_MAX, LOG_LINES_MAX} from './bounds.js';

/** What the workers wrote, newest last, bounded per slot in lines and in characters; emits `log`. */
export class LogStore extends EventEmitter<{log: [LogLine]}> {
  readonly #bySlot = new Map<number, SlotLog>();
  #lastId = 0;

  add(line: Omit<LogLine, 'id' | 'at'>): void {
    this.#lastId += 1;
    const logLine: LogLine = {id: this.#lastId, at: Date.now(), ...line};
    let log = this.#bySlot.get(line.slot);
    if (!log) {
      log = new SlotLog();
      this.#bySlot.set(line.slot, log);
    }
    log.push(logLine);
    this.emit('log', logLine);
  }

  /** Those that are kept and came after `id`, in their order; of all slots with `null`. */
  since(id: number, slot: number | null = null): LogLine[] {
    if (slot !== null) return this.#bySlot.get(slot)?.since(id) ?? [];
    return [...this.#bySlot.values()].flatMap(log => log.since(id)).sort((a, b) => a.id - b.id);
  }
}

class SlotLog {
  #lines: LogLine[] = [];
  #first = 0;
  #chars = 0;

  push(line: LogLine): void {
    this.#lines.push(line);
    this.#chars += line.text.length;
    while (this.#lines.length - this.#first > LOG_LINES_MAX || this.#chars > LOG_CHARS_MAX) {
      this.#chars -= this.#lines[this.#first]!.text.length;
      this.#first += 1;
    }
    // What has gone is cut off in bulk: shifting the array for each line would cost more than keeping it.
    if (this.#first > this.#lines.length / 2) {
      this.#lines = this.#lines.slice(this.#first);
      this.#first = 0;
    }
  }

  since(id: number): LogLine[] {
    return this.#lines.slice(this.#first).filter(line => line.id > id);
  }
}
