import {plural} from './format.js';
import type {WorkerAction} from './ui-state.js';

/** What several workers have done to them, in words. */
export const SEVERAL = {
  'stop-worker': {verb: 'Stop', progress: 'stopping', done: 'asked to stop:', yes: 'Stop them'},
  'kill-worker': {verb: 'Kill', progress: 'killing', done: 'SIGKILL sent to', yes: 'Kill them'},
  'reload-worker': {verb: 'Reload', progress: 'reloading', yes: 'Reload'},
} as const;

/** `3 workers (1, 4, 7)`. */
export function workersOf(actions: readonly WorkerAction[]): string {
  return `${plural(actions.length, 'worker')} (${actions.map(({slot}) => slot).join(', ')})`;
}
