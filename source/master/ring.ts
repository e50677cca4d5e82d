/** Keeps the last `capacity` items. */
export class Ring<Item> {
  readonly #items: Item[] = [];
  readonly #capacity: number;
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#items.length;
  }

  /** Returns the item that had to go, if one had. */
  push(item: Item): Item | undefined {
    const dropped = this.#items[this.#next];
    this.#items[this.#next] = item;
    this.#next = (this.#next + 1) % this.#capacity;
    return dropped;
  }

  /** Oldest first. */
  toArray(): Item[] {
    return [...this.#items.slice(this.#next), ...this.#items.slice(0, this.#next)];
  }
}
