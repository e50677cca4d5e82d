/** Lets at most so many run at once; others wait for their turn, in order. */
export class Turns {
  readonly #max: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  async take<Result>(run: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#max) await new Promise<void>(resolve => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await run();
    } finally {
      // Its place goes to the next one.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
