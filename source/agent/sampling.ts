/**
 * So many requests between two reports are looked at one by one; of more, one in so many that it stays about that. With
 * 1,000, 16 busy workers on 2 cores spent 3 % of their CPU on it (perf, Node 20.20).
 */
export const SAMPLES_PER_REPORT = 400;
/** Among the rest of a block it would not matter any more which one is looked at. */
const ONE_IN_MAX = 2 ** 20;

/**
 * Says which requests are looked at. They are divided into blocks of `oneIn`, and of each block one is chosen by
 * chance, which stands for the block: so each is chosen as often as any other whatever the pattern of the
 * traffic is, and counts that are scaled up by `oneIn` are right on average.
 */
export class Sampling {
  /** What the next one that is looked at stands for. */
  oneIn = 1;
  /** Looked at since {@link renew}. */
  looks = 0;
  /** Of the block that the next one is in, behind that one. */
  #rest = 0;
  #state: number;

  /** @param seed not 0. */
  constructor(seed: number) {
    this.#state = seed;
  }

  /** One has been looked at. @returns how many requests it is from now on up to the next one. */
  next(): number {
    this.looks += 1;
    const rest = this.#rest;
    if (this.looks % SAMPLES_PER_REPORT === 0) this.#setOneIn(this.oneIn * 2);
    return rest + this.#begin();
  }

  /** After a report, with the number of requests that finished since the one before. @returns as {@link next}. */
  renew(finished: number): number {
    this.looks = 0;
    this.#setOneIn(Math.ceil(finished / SAMPLES_PER_REPORT));
    // The block that has begun is left: it has been counted in full if its choice came before, and else not at
    // all, which is right on average.
    return this.#begin();
  }

  #setOneIn(oneIn: number): void {
    this.oneIn = Math.min(Math.max(oneIn, 1), ONE_IN_MAX);
  }

  #begin(): number {
    const chosen = this.oneIn === 1 ? 0 : this.#random() % this.oneIn;
    this.#rest = this.oneIn - 1 - chosen;
    return chosen + 1;
  }

  /** Xorshift of 32 bits, without the last: a few instructions, a small integer, and no pattern that traffic could have. */
  #random(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return state >>> 1;
  }
}
