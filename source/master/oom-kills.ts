import {OOM_LOOK_EVERY_TICKS, OOM_LOOKS_MAX} from './bounds.js';
import {readProc} from './read-proc.js';

/** Tells whether the kernel's out-of-memory killer was at work just now, on the whole machine. */
export class OomKills {
  /** What was read at the last looks, oldest first; a look that failed tells nothing. */
  #counts: readonly number[] = [];
  #ticks = 0;

  /** Once a second, from when there can be something to kill. */
  tick(): void {
    const isTurn = this.#ticks % OOM_LOOK_EVERY_TICKS === 0;
    this.#ticks += 1;
    if (!isTurn) return;
    const count = oomKillCount();
    if (count !== null) this.#counts = [...this.#counts, count].slice(-OOM_LOOKS_MAX);
  }

  /** Processes that it has killed since the oldest look that is remembered. */
  countRecent(): number {
    const before = this.#counts[0];
    const now = oomKillCount();
    return before === undefined || now === null ? 0 : now - before;
  }
}

/** Since the kernel started, from `/proc/vmstat` (Linux 4.13 and later); `null` where that is not told. */
function oomKillCount(): number | null {
  try {
    const count = /^oom_kill (\d+)$/m.exec(readProc('/proc/vmstat'));
    return count && Number(count[1]);
  } catch {
    return null;
  }
}
