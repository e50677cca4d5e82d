import type {Worker} from './worker.js';

/** As messages name it. */
export function nameOf(worker: Worker): string {
  return `worker ${worker.slot} (pid ${worker.pid})`;
}

/** As events point to it. */
export function placeOf(worker: Worker): {slot: number; pid: number} {
  return {slot: worker.slot, pid: worker.pid};
}

/** `1 worker`, `2 workers`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}
