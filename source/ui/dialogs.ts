import {servingWorkers} from '../api/ready-workers.js';
import type {SlotSnapshot, Snapshot} from '../api/types.js';
import {sanitize} from '../harmless-text.js';
import {sizeInWords} from '../size-in-words.js';
import {plural, span} from './format.js';
import {SEVERAL, workersOf} from './several.js';
import type {Action, Dialog, WorkerAction} from './ui-state.js';

/** The answers are to stay on the screen below them. */
const PIDS_MAX = 32;
const RELOAD_FAILURE = 'If a new one fails, the reload ends there and the old ones stay.';
const NAMES_MAX = 8;

/** The question that goes before an action, with its consequences in numbers; `null` where none is needed. */
export function dialogFor(action: Action, snapshot: Snapshot): Dialog | null {
  switch (action.type) {
    case 'stop-worker':
    case 'kill-worker':
      return {
        action,
        title: `${SEVERAL[action.type].verb} ${nameOf(action)}?`,
        lines: [...consequencesOf([action], snapshot), 'A replacement starts at once.'],
        yes: `${SEVERAL[action.type].verb} it`,
      };
    case 'several':
      return {
        action,
        title: `${SEVERAL[action.actions[0]!.type].verb} ${workersOf(action.actions)}?`,
        lines: [pidsOf(action.actions), ...consequencesOf(action.actions, snapshot)],
        yes: SEVERAL[action.actions[0]!.type].yes,
      };
    case 'reload-all':
      return {
        action,
        title: `Reload ${plural(snapshot.cluster.workers, 'worker')}?`,
        lines: [
          'One after the other: the new worker is ready before the old one goes.',
          movingOf(snapshot.slots, []),
          escalation(snapshot),
          RELOAD_FAILURE,
        ],
        yes: 'Reload',
      };
    case 'scale':
      return action.workers === 1 ? lastWorkerDialog(action, snapshot) : null;
    case 'diagnose':
      return action.kind === 'heap' ? heapDialog(action, snapshot.slots[action.slot - 1]) : null;
    default:
      return null;
  }
}

/** The one that goes before the end of all clusters of the viewer; `null` where nothing is known of any. */
export function quitDialog(
  action: Extract<Action, {type: 'stop-cluster'}>,
  snapshots: readonly Snapshot[],
): Dialog | null {
  const [first, another] = snapshots;
  if (!first) return null;
  const sum = (figure: (snapshot: Snapshot) => number) =>
    snapshots.reduce((total, snapshot) => total + figure(snapshot), 0);
  const workers = plural(
    sum(({cluster}) => cluster.workers),
    'worker',
  );
  const connections = plural(
    sum(({total}) => total.connections.open),
    'open connection',
  );
  const requests = plural(
    sum(({total}) => total.requests.inFlight),
    'request',
  );
  const figures = `${workers} and ${connections}, ${requests} in flight.`;
  if (!another) {
    return {
      action,
      title: `Quit, and stop ${first.cluster.name}?`,
      lines: [
        figures,
        escalation(first),
        'Left running, it outlives this terminal; clusterview attach shows it.',
      ],
      yes: 'Stop it',
      other: {key: 'l', label: 'Leave it running', action: {type: 'leave-running'}},
    };
  }
  const {drainTimeoutMs, killTimeoutMs} = slowestOf(snapshots);
  return {
    action,
    title: `Quit, and stop ${plural(snapshots.length, 'cluster')}?`,
    lines: [
      `${namesOf(snapshots)}: ${figures}`,
      escalationIn(drainTimeoutMs, killTimeoutMs),
      'Left running, they outlive this terminal; clusterview attach shows them.',
    ],
    yes: 'Stop them',
    other: {key: 'l', label: 'Leave running', action: {type: 'leave-running'}},
  };
}

function namesOf(snapshots: readonly Snapshot[]): string {
  const shown = snapshots.slice(0, NAMES_MAX).map(({cluster}) => sanitize(cluster.name));
  const more = snapshots.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

/** They stop beside each other. */
function slowestOf(snapshots: readonly Snapshot[]): {drainTimeoutMs: number; killTimeoutMs: number} {
  return {
    drainTimeoutMs: Math.max(...snapshots.map(({cluster}) => cluster.drainTimeoutMs)),
    killTimeoutMs: Math.max(...snapshots.map(({cluster}) => cluster.killTimeoutMs)),
  };
}

function lastWorkerDialog(action: Extract<Action, {type: 'scale'}>, snapshot: Snapshot): Dialog {
  const [last, ...going] = snapshot.slots;
  return {
    action,
    title: 'Go down to the last worker?',
    lines: [
      'If it dies, connections wait until its replacement is ready.',
      movingOf(going, last ? [last] : []),
      escalation(snapshot),
    ],
    yes: 'Scale down',
  };
}

function heapDialog(action: Extract<Action, {type: 'diagnose'}>, slot: SlotSnapshot | undefined): Dialog {
  const heap = slot?.worker?.heapUsedBytes ?? 0;
  const {connections, inFlight} = burdenOf(slot ? [slot] : []);
  return {
    action,
    title: `Take a heap snapshot of worker ${action.slot} (pid ${action.pid})?`,
    lines: [
      `It has ${plural(connections, 'open connection')} and ${plural(inFlight, 'request')} in flight.`,
      `It stands still meanwhile, longer the more it has: its heap has ${sizeInWords(heap)}.`,
      'New connections go to the others; what it has waits.',
      'It may take several times as much memory meanwhile, and the file is larger than the heap.',
    ],
    yes: 'Take it',
  };
}

/** `pid 4711, 4712`, in the order of the slots in the title. */
function pidsOf(actions: readonly WorkerAction[]): string {
  const shown = actions.slice(0, PIDS_MAX).map(({pid}) => pid ?? 'none');
  const more = actions.length - shown.length;
  return `pid ${shown.join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

function nameOf({slot, pid}: WorkerAction): string {
  return pid === undefined ? `worker ${slot}` : `worker ${slot} (pid ${pid})`;
}

/** What it does to the clients of these workers, and how long that may take. */
function consequencesOf(actions: readonly WorkerAction[], snapshot: Snapshot): string[] {
  const isTarget = ({slot}: SlotSnapshot) => actions.some(action => action.slot === slot);
  const targets = snapshot.slots.filter(isTarget);
  const others = snapshot.slots.filter(slot => !isTarget(slot));
  if (targets.every(({worker}) => !worker)) {
    return [targets.length === 1 ? 'It is not running.' : 'None of them is running.'];
  }
  const unknown = unknownOf(targets);
  switch (actions[0]!.type) {
    case 'stop-worker':
      return [movingOf(targets, others), ...unknown, escalation(snapshot)];
    case 'kill-worker':
      return [cutOf(targets), ...unknown];
    case 'reload-worker':
      return [
        'One after the other: the new worker is ready before the old one goes.',
        movingOf(targets, others),
        ...unknown,
        escalation(snapshot),
        RELOAD_FAILURE,
      ];
  }
}

/** A worker that does not answer has told of nothing that it has taken since. */
function unknownOf(targets: readonly SlotSnapshot[]): string[] {
  const silent = targets.filter(({worker}) => worker?.blocked || worker?.stopped).map(({slot}) => slot);
  if (silent.length === 0) return [];
  const whose = silent.length === 1 ? `worker ${silent[0]}` : `workers ${silent.join(', ')}`;
  return [`Not counted: what ${whose} took since it last answered, with the request that blocks it.`];
}

/** Idle connections are handed over, and those that are not are when they have been answered. */
function movingOf(targets: readonly SlotSnapshot[], others: readonly SlotSnapshot[]): string {
  const {connections, inFlight} = burdenOf(targets);
  if (connections === 0) return '0 open connections: nothing has to move.';
  const isServed = servingWorkers({slots: others}).length > 0;
  const move = `${plural(connections, 'connection')} ${connections === 1 ? 'moves' : 'move'} to ${isServed ? 'the others' : 'new workers'}`;
  return inFlight === 0 ? `${move}.` : `${move}; ${plural(inFlight, 'request')} in flight first.`;
}

function cutOf(targets: readonly SlotSnapshot[]): string {
  const {connections, inFlight} = burdenOf(targets);
  const are = connections === 1 ? 'is' : 'are';
  return `SIGKILL: ${plural(connections, 'connection')} ${are} cut, ${plural(inFlight, 'request')} in flight lost.`;
}

function burdenOf(slots: readonly SlotSnapshot[]): {connections: number; inFlight: number} {
  const workers = slots.flatMap(({worker}) => worker ?? []);
  return {
    connections: workers.reduce((sum, {connections}) => sum + connections.open, 0),
    inFlight: workers.reduce((sum, {requests}) => sum + requests.inFlight, 0),
  };
}

function escalation({cluster}: Snapshot): string {
  return escalationIn(cluster.drainTimeoutMs, cluster.killTimeoutMs);
}

function escalationIn(drainTimeoutMs: number, killTimeoutMs: number): string {
  return `Up to ${span(drainTimeoutMs)} to finish, then SIGTERM, then SIGKILL after ${span(killTimeoutMs)}.`;
}
