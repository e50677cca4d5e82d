import type {Row} from '../../test/support/screen.js';
import type {Frame} from './animation.js';

/** What takes longer than this is not waited for a second time. */
const FRAME_MS_MAX = 1200;
/** How long a screen stays that there is something to read on. */
const HOLD_MS = 2500;

interface Recorded {
  readonly screen: readonly Row[];
  readonly atMs: number;
  readonly isHeld: boolean;
}

/** Keeps what a screen has shown, for an animation of no more than so many frames. */
export class Recorder {
  readonly #frames: Recorded[] = [];
  readonly #framesMax: number;
  readonly #now: () => number;

  constructor(framesMax: number, now: () => number = performance.now.bind(performance)) {
    this.#framesMax = framesMax;
    this.#now = now;
  }

  /** Of the frames that there are too many of, the one that was seen shortest goes; none that is to be read. */
  add(screen: readonly Row[], isHeld = false): void {
    this.#frames.push({screen, atMs: this.#now(), isHeld});
    if (this.#frames.length > this.#framesMax) this.#frames.splice(this.#shortest(), 1);
  }

  /** This one is there to be read. */
  hold(screen: readonly Row[]): void {
    this.add(screen, true);
  }

  frames(): Frame[] {
    return this.#frames.map(({screen, isHeld}, index) => ({
      screen,
      shownMs: isHeld ? HOLD_MS : Math.round(Math.min(FRAME_MS_MAX, this.#shownMs(index))),
    }));
  }

  #shownMs(index: number): number {
    const next = this.#frames[index + 1];
    return next ? next.atMs - this.#frames[index]!.atMs : FRAME_MS_MAX;
  }

  #shortest(): number {
    let shortest = 0;
    for (const [index, {isHeld}] of this.#frames.entries()) {
      if (!isHeld && (this.#frames[shortest]!.isHeld || this.#shownMs(index) < this.#shownMs(shortest))) {
        shortest = index;
      }
    }
    return shortest;
  }
}
