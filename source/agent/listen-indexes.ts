/**
 * Numbers listeners that ask for the same address. Only `listen(0)` can be had twice in one process: each is
 * a port of its own, and the second of one worker is the same as the second of another.
 */
export class ListenIndexes {
  readonly #byKey = new Map<string, {next: number; open: number}>();

  take(key: string, mayRepeat: boolean): number {
    const entry = this.#byKey.get(key) ?? {next: 0, open: 0};
    this.#byKey.set(key, entry);
    entry.open += 1;
    const index = entry.next;
    if (mayRepeat) entry.next += 1;
    return index;
  }

  /** Counting begins anew when none is open any more. */
  release(key: string): void {
    const entry = this.#byKey.get(key)!;
    entry.open -= 1;
    if (entry.open === 0) this.#byKey.delete(key);
  }
}
