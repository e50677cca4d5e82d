/** The longest that a timer of Node waits. */
export const TIMER_MS_MAX = 2 ** 31 - 1;
