import type {ClusterEvent, EventKind, SlotSnapshot, WorkerSnapshot} from '../api/types.js';

/** What a worker was at; `gone` and `died` are where it ended. */
export type LifePhase = 'starting' | 'ready' | 'draining' | 'crashed' | 'gone' | 'died';

export interface PhaseSpan {
  readonly phase: LifePhase;
  readonly at: number;
}

/** One worker of a slot: what it has been at, oldest first. */
export interface WorkerLife {
  readonly pid: number;
  readonly phases: readonly PhaseSpan[];
}

/** Workers of a slot that are told of; there may be thousands where one dies again and again. */
export const LIVES_MAX = 100;

const PHASES: Partial<Record<EventKind, LifePhase>> = {
  fork: 'starting',
  ready: 'ready',
  // By itself, which ends as a stop does.
  disconnect: 'draining',
  draining: 'draining',
};

/**
 * The workers that a slot had, oldest first, as far as the events go back; of those that live now, what the
 * snapshot knows of them is put in front.
 */
export function phaseHistory(events: readonly ClusterEvent[], slot: SlotSnapshot): readonly WorkerLife[] {
  const lives: {pid: number; phases: PhaseSpan[]}[] = [];
  for (const event of events) {
    if (event.slot !== slot.slot || event.pid === null) continue;
    const {pid, at, kind, severity} = event;
    const phase = kind === 'exit' ? (severity === 'error' ? 'died' : 'gone') : PHASES[kind];
    if (!phase) continue;
    let life = lives.findLast(other => other.pid === pid);
    if (!life || kind === 'fork') {
      life = {pid, phases: []};
      lives.push(life);
    }
    const last = life.phases.at(-1);
    // It was told of its crash before, and went on for its grace.
    if (last?.phase === 'died') life.phases.splice(-1, 1, {...last, phase: 'crashed'});
    else if (last?.phase === phase) continue;
    life.phases.push({phase, at});
  }
  const alive = [...slot.others, ...(slot.worker ? [slot.worker] : [])];
  for (const worker of alive) {
    const index = lives.findLastIndex(({pid}) => pid === worker.pid);
    const told = lives[index]?.phases ?? [];
    const phases = withEarlier(told, worker);
    if (index >= 0) lives[index] = {pid: worker.pid, phases};
    else lives.push({pid: worker.pid, phases});
  }
  return lives.slice(-LIVES_MAX);
}

/** The beginnings that the events no longer have; one that crashed and lives has not died yet. */
function withEarlier(told: readonly PhaseSpan[], {startedAt, readyAt}: WorkerSnapshot): PhaseSpan[] {
  const has = (phase: LifePhase) => told.some(span => span.phase === phase);
  const earlier: PhaseSpan[] = [];
  if (!has('starting')) earlier.push({phase: 'starting', at: startedAt});
  if (!has('ready') && readyAt !== null && !has('starting')) earlier.push({phase: 'ready', at: readyAt});
  return [
    ...earlier,
    ...told.map(span => (span.phase === 'died' ? {...span, phase: 'crashed' as const} : span)),
  ];
}
