import {readyWorkers, servingWorkers} from '../api/ready-workers.js';
import type {SlotSnapshot, Snapshot} from '../api/types.js';
import type {ClusterEnd, ClusterStanding} from './store.js';
import {type Glyphs, type Paint, paint} from './theme.js';

/** How one cluster among several is doing. */
export interface ClusterStatus {
  readonly name: string;
  readonly sign: StatusSign;
  /** The state, in a word or few. */
  readonly words: string;
  /** Why it has failed or ended, in words; `null` where nothing more is known. */
  readonly cause: string | null;
  /** `null` where nothing runs or nothing has come yet. */
  readonly figures: {
    readonly ready: number;
    readonly workers: number;
    readonly requestsPerSecond: number;
  } | null;
}

/**
 * - `none`: it was stopped, as it was asked to.
 * - `warning`: it runs, and something is wrong.
 * - `dead`: it does not serve any more, or never has.
 */
export type StatusSign = 'ready' | 'starting' | 'draining' | 'warning' | 'dead' | 'none';

const PAINTS: Record<StatusSign, Paint> = {
  ready: paint.good,
  starting: paint.accent,
  draining: paint.warning,
  warning: paint.warning,
  dead: paint.error,
  none: paint.label,
};

const ENDS: Record<ClusterEnd['how'], readonly [StatusSign, string]> = {
  stopped: ['none', 'stopped'],
  failed: ['dead', 'failed'],
  lost: ['dead', 'lost'],
  'not-started': ['dead', 'not started'],
};

export function statusOf(name: string, {snapshot, link, end}: ClusterStanding): ClusterStatus {
  const [sign, words] = end ? ENDS[end.how] : stateOf(snapshot, link);
  const isKnown = snapshot !== null && end === null && link === 'connected';
  return {
    name,
    sign,
    words,
    cause: end ? end.cause : sign === 'dead' ? lastDeathIn(snapshot) : null,
    figures: isKnown
      ? {
          ready: readyWorkers(snapshot).length,
          workers: snapshot.cluster.workers,
          requestsPerSecond: snapshot.total.requests.perSecond,
        }
      : null,
  };
}

export function statusGlyph(sign: StatusSign, glyphs: Glyphs): string {
  return PAINTS[sign](glyphs[sign]);
}

function stateOf(
  snapshot: Snapshot | null,
  link: ClusterStanding['link'],
): readonly [sign: StatusSign, words: string] {
  if (!snapshot) return ['starting', 'starting'];
  if (link === 'gone' || link === 'awaited') return ['dead', 'gone'];
  if (link === 'silent') return ['warning', 'no answer'];
  switch (snapshot.cluster.state) {
    case 'starting':
      return ['starting', 'starting'];
    case 'reloading':
      return ['starting', 'reloading'];
    case 'stopping':
      return ['draining', 'stopping'];
    case 'failed':
      return ['dead', 'failed'];
    case 'running': {
      const serving = servingWorkers(snapshot).length;
      const words = `${serving} of ${snapshot.cluster.workers} ready`;
      if (snapshot.slots.some(isInTrouble)) return ['warning', words];
      return serving < snapshot.cluster.workers ? ['starting', words] : ['ready', 'ready'];
    }
  }
}

/** What the first worker that has died has died of. */
function lastDeathIn(snapshot: Snapshot | null): string | null {
  return snapshot?.slots.find(({lastDeath}) => lastDeath)?.lastDeath?.words ?? null;
}

function isInTrouble({state, worker}: SlotSnapshot): boolean {
  return state === 'backing-off' || state === 'gave-up' || Boolean(worker?.blocked || worker?.stopped);
}
