import type {Worker} from './worker.js';

type Place = Pick<Worker, 'slot' | 'pid'>;

/** As messages name it. */
export function nameOf(worker: Place): string {
  return `worker ${worker.slot} (pid ${worker.pid})`;
}

/** As events point to it. */
export function placeOf(worker: Place): Place {
  return {slot: worker.slot, pid: worker.pid};
}

/** Workers by their numbers: `worker 3`, or `3 workers (1, 4, 7)`. */
export function workersNamed(numbers: readonly number[]): string {
  if (numbers.length === 1) return `worker ${numbers[0]}`;
  return `${plural(numbers.length, 'worker')} (${numbers.join(', ')})`;
}

/** `1 worker`, `2 workers`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}
