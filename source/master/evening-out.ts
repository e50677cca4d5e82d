/**
 * How many connections each worker is to give away so that all have as many, to within one: pure arithmetic.
 * @param open how many each has.
 * @returns how many each is to give away; none where nothing needs to move.
 */
export function connectionsToShed(open: readonly number[]): readonly number[] {
  const total = open.reduce((sum, count) => sum + count, 0);
  const least = Math.floor(total / open.length);
  // So many may keep one more than the least: those who have most, so that little moves.
  let withOneMore = total - least * open.length;
  const byMost = open.map((count, index) => ({count, index})).sort((a, b) => b.count - a.count);
  const shed = new Array<number>(open.length).fill(0);
  for (const {count, index} of byMost) {
    const keeps = withOneMore > 0 && count > least ? least + 1 : least;
    if (keeps > least) withOneMore -= 1;
    shed[index] = Math.max(0, count - keeps);
  }
  return shed;
}
