import {workersNamed} from '../master/naming.js';
import type {WorkerAction} from './ui-state.js';

/** What several workers have done to them, in words. */
export const SEVERAL = {
  'stop-worker': {verb: 'Stop', progress: 'stopping', done: 'asked to stop:', yes: 'Stop them'},
  'kill-worker': {verb: 'Kill', progress: 'killing', done: 'SIGKILL sent to', yes: 'Kill them'},
  'reload-worker': {verb: 'Reload', progress: 'reloading', yes: 'Reload'},
} as const;

export function workersOf(actions: readonly WorkerAction[]): string {
  return workersNamed(actions.map(({slot}) => slot));
}
