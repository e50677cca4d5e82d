import type {Snapshot, WorkerSnapshot} from './types.js';

/** Those that stand for their slots and are ready, be they blocked or not. */
export function readyWorkers({slots}: Pick<Snapshot, 'slots'>): readonly WorkerSnapshot[] {
  return slots.flatMap(({worker}) => (worker?.phase === 'ready' ? worker : []));
}

/** Those of them that can take something now. */
export function servingWorkers(snapshot: Pick<Snapshot, 'slots'>): readonly WorkerSnapshot[] {
  return readyWorkers(snapshot).filter(({blocked, stopped, frozen}) => !blocked && !stopped && !frozen);
}
