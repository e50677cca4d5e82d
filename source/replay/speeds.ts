/** How fast a replay can go, times the time it took. */
const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64] as const;

export const NORMAL_SPEED = 1;

/** The next one in that direction; the first and the last have none, and stay. */
export function nextSpeed(speed: number, direction: 'slower' | 'faster'): number {
  return direction === 'faster'
    ? (SPEEDS.find(one => one > speed) ?? speed)
    : (SPEEDS.findLast(one => one < speed) ?? speed);
}
