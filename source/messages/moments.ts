import {REPORT_INTERVAL_MS} from './types.js';

/** Two moments of one process are at least this far apart, also where the one before came late. */
const GAP_MS_MIN = 250;
/** Numbers that follow each other are spread evenly by multiples of it: it is the golden ratio. */
const SPREAD = 0.618;

/** A place in the interval between two reports, in milliseconds, that goes with the number of a process. */
export function placeOf(pid: number): number {
  return Math.floor(((pid * SPREAD) % 1) * REPORT_INTERVAL_MS);
}

/**
 * How long it is to the next moment at that place for which there is time, in milliseconds. By the clock of the machine,
 * processes meet there that know nothing of each other.
 * @param now milliseconds since the epoch.
 */
export function millisecondsUntil(place: number, now: number): number {
  return GAP_MS_MIN + millisecondsBefore(place, now + GAP_MS_MIN);
}

/** The same of the very next one; 0 at that moment itself. */
export function millisecondsBefore(place: number, now: number): number {
  return (((place - now) % REPORT_INTERVAL_MS) + REPORT_INTERVAL_MS) % REPORT_INTERVAL_MS;
}
