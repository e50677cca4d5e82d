import {readFileSync} from 'node:fs';

/** Tells whether the kernel's out-of-memory killer was at work just now, on the whole machine. */
export class OomKills {
  #lookedAtBefore = oomKillCount();
  #lookedAt = this.#lookedAtBefore;

  /** Once a second. */
  tick(): void {
    this.#lookedAtBefore = this.#lookedAt;
    this.#lookedAt = oomKillCount();
  }

  /** Processes that it has killed in the last one to two seconds. */
  countRecent(): number {
    return oomKillCount() - this.#lookedAtBefore;
  }
}

/** Since the kernel started, from `/proc/vmstat` (Linux 4.13 and later); 0 where that is not told. */
function oomKillCount(): number {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
