import type {CellRow} from './screen.js';

/** A screen, and how long it stood. */
export interface Frame {
  readonly cells: readonly CellRow[];
  readonly durationMs: number;
}

/** Frames in one film: of more, those go that stood for the shortest time. */
export const FRAMES_MAX = 60;
/** Screens that follow each other faster are one frame, the newest of them. */
const FRAME_MS_MIN = 250;
/** What stands longer than this tells nothing new. */
const FRAME_MS_MAX = 2500;

interface Taken {
  cells: readonly CellRow[];
  key: string;
  readonly at: number;
}

/** Takes what a screen shows, while it is on. */
export class Recorder {
  readonly #now: () => number;
  readonly #taken: Taken[] = [];
  #isOn = false;
  #endedAt = 0;

  /** @param now in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  start(): void {
    this.#isOn = true;
  }

  stop(): void {
    this.#isOn = false;
    this.#endedAt = this.#now();
  }

  take(readCells: () => readonly CellRow[]): void {
    if (!this.#isOn) return;
    const cells = readCells();
    const key = JSON.stringify(cells);
    const last = this.#taken.at(-1);
    if (last?.key === key) return;
    const at = this.#now();
    if (last && at - last.at < FRAME_MS_MIN) {
      last.cells = cells;
      last.key = key;
    } else {
      this.#taken.push({cells, key, at});
      if (this.#taken.length > FRAMES_MAX) this.#thinOut();
    }
  }

  /** The first one stays, since it is what is seen of a film that does not play; so does the newest. */
  #thinOut(): void {
    const stood = (index: number) => this.#taken[index + 1]!.at - this.#taken[index]!.at;
    let shortest = 1;
    for (let index = 2; index < this.#taken.length - 1; index++) {
      if (stood(index) < stood(shortest)) shortest = index;
    }
    this.#taken.splice(shortest, 1);
  }

  frames(): Frame[] {
    return this.#taken.map(({cells, at}, index) => {
      const until = this.#taken[index + 1]?.at ?? this.#endedAt;
      return {cells, durationMs: Math.min(FRAME_MS_MAX, Math.max(FRAME_MS_MIN, until - at))};
    });
  }
}
