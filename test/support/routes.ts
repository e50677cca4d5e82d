/**
 * By how much a count of sampled requests may be off, which it is by more than that in one case of a thousand
 * million (Hoeffding's bound): each block of requests, of which one is looked at, adds an independent error that
 * is as large as the block at most, whatever the requests are.
 * @param squares sum of the squares of the sizes of all blocks.
 */
export function samplingError(squares: number): number {
  return Math.sqrt((squares * Math.log(2e9)) / 2) + 1;
}

/** A different word for each number, that is no id. */
export function wordOf(number: number): string {
  let word = '';
  for (let rest = number + 26 ** 3; rest > 0; rest = Math.floor(rest / 26)) {
    word = String.fromCharCode(0x61 + (rest % 26)) + word;
  }
  return `w-${word}`;
}
